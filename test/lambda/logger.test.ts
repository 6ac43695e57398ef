import { afterEach, expect, it, vi } from 'vitest';
import { logWith } from '../../shared/lambda/logger.ts';
import { inhabit } from '../../shared/runtime.ts';
import { quietSurroundings } from '../support/surroundings.ts';

vi.mock('../../shared/config.ts', () => ({ environment: {}, readSettings: () => ({ logLevel: 'INFO' }) }));

afterEach(() => {
  vi.restoreAllMocks();
});

it('writes a line of JSON with the keys of the invocation, which no other invocation shares', () => {
  const around = quietSurroundings();
  inhabit(() => around);
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  const [first, second] = [logWith({ requestId: '1' }), logWith({ requestId: '2' })];
  first.info('one\nline', { cluster: 'c' });
  second.error('went wrong', new TypeError('why'));
  second.info('on');
  first.debug('not asked for');
  vi.restoreAllMocks();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'INFO', message: 'one\nline', requestId: '1', cluster: 'c' },
    { level: 'ERROR', message: 'went wrong', requestId: '2', error: { name: 'TypeError', message: 'why' } },
    { level: 'INFO', message: 'on', requestId: '2' },
  ]);
  expect(JSON.parse(lines[2]!)).not.toHaveProperty('cluster');
});
