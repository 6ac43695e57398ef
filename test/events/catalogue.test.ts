/** The table of events/README.md says what there is, what it is, and where serverless.yml has it go. */
import { describe, expect, it } from 'vitest';
import { routesOf } from '../../local/runtime/routes.ts';
import { readServiceFile } from '../../local/runtime/service-file.ts';
import { type Entry, entries, files, payload } from './catalogue.ts';

const service = readServiceFile(process.cwd(), 'test');
const among = (kind: string): readonly Entry[] => entries.filter(({ file }) => file.startsWith(`${kind}/`));
const triggeredBy = (kind: string): readonly string[] =>
  service.functions.filter(({ events }) => events.some((event) => kind in event)).map(({ key }) => key);

it('has every file, and no other', () => {
  expect(entries.map(({ file }) => file).toSorted()).toEqual(files);
});

it.each([...among('bus'), ...among('schedule')])('$file is what the table says', ({ file, what }) => {
  const { source, 'detail-type': type } = payload(file);
  expect(what).toMatch(new RegExp(`^\`${source}\` ${type}`));
});

it('shows a payload for each kind of event that is listened to', () => {
  const patterns = service.functions.flatMap(({ events }) => events.flatMap((event) => event['eventBridge'] ?? []));
  const listened = patterns.flatMap(
    (rule) => (rule as { pattern: { 'detail-type': string[] } }).pattern['detail-type'],
  );
  const shown = among('bus').map(({ file }) => payload(file)['detail-type']);
  expect(shown).toEqual(expect.arrayContaining(listened));
});

describe('what does not come by the bus goes where the table says', () => {
  it('the schedule', () => {
    expect(among('schedule').flatMap(({ goesTo }) => goesTo)).toEqual(triggeredBy('schedule'));
  });

  it('the queue', () => {
    expect(among('queue').flatMap(({ goesTo }) => goesTo)).toEqual(triggeredBy('sqs'));
  });

  it.each(among('http'))('$file', ({ file, goesTo }) => {
    const { routeKey } = payload(file);
    const routes = routesOf(service).filter(({ key }) => key === routeKey);
    expect(routes.map(({ functionName }) => functionName)).toEqual(goesTo.map((name) => `quaymaster-test-${name}`));
  });

  it('a payload for every step of the workflows', () => {
    const steps = service.functions.map(({ key }) => key).filter((key) => key.startsWith('steps-'));
    const shown = among('steps').map(({ file }) => file.replace(/^steps\/(.*)\.json$/, 'steps-$1'));
    expect(shown.toSorted()).toEqual(steps.toSorted());
    expect(among('steps').flatMap(({ goesTo }) => goesTo)).toEqual(shown);
  });
});
