/** The events of our own as events/out/ shows them; test/scenarios/own-events.test.ts holds those that are sent to the same shape. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../local/cloud/events/pattern.ts';
import { readServiceFile } from '../../local/runtime/service-file.ts';
import { entries, payload } from './catalogue.ts';
import { shapeOf } from './own-events.ts';

const shown = entries.filter(({ file }) => file.startsWith('out/'));
const readme = readFileSync('events/README.md', 'utf8');

describe.each(shown)('$file', ({ file, what, goesTo }) => {
  const event = payload(file);

  it('looks as events of our own do', () => {
    expect(shapeOf(event)).toBe('as it should be');
    expect(what).toBe(`\`${event.source}\` ${event['detail-type']}`);
  });

  it('wakes none of our functions', () => {
    expect(goesTo).toEqual([]);
    const patterns = readServiceFile(process.cwd(), 'test').functions.flatMap(({ events }) =>
      events.flatMap((one) => ('eventBridge' in one ? [(one['eventBridge'] as { pattern: object }).pattern] : [])),
    );
    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.filter((pattern) => parsePattern(JSON.stringify(pattern))(event))).toEqual([]);
  });
});

it('the pattern that the README shows finds the restart of an agent, and no other of these', () => {
  const [, text = ''] = /```json\n(\{ "source": \["quaymaster"\].*\})\n```/.exec(readme) ?? [];
  const matches = parsePattern(text);
  expect(shown.map(({ file }) => file).filter((file) => matches(payload(file)))).toEqual([
    'out/heal-restart-agent.json',
  ]);
});

it('other shapes are noticed', () => {
  const event = payload('out/heal-launch.json');
  expect(shapeOf({ ...event, detail: { ...event.detail, outcome: 'begun' } })).toContain('detail.outcome');
  expect(shapeOf({ ...event, detail: { ...event.detail, secret: 1 } })).toContain('detail');
});
