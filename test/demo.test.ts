/** The README's main command, as a newcomer runs it. */
import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';

it('the demo does the whole main job, leaves nothing, and exits 0 in under 60 s', async () => {
  const { code, output } = await new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn('npm', ['run', '--silent', 'demo'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (code) => resolve({ code, output }));
  });
  expect(output).toContain('left: 0 instances, 0 clusters, 0 parameters');
  expect(output).toMatch(/■■■ ransom:1/);
  expect(output.includes('\u001b[')).toBe(false);
  expect(code).toBe(0);
}, 60_000);
