import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { realisticKnobs } from '../../local/cloud/kernel/knobs.ts';

it('the README lists every knob, and none that is not there', () => {
  const readme = readFileSync(new URL('../../local/cloud/README.md', import.meta.url), 'utf8');
  const listed = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(Object.keys(realisticKnobs).toSorted());
});
