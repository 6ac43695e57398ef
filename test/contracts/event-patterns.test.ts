/**
 * Every comparison that EventBridge documents, by its example.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { EventBridgeClient, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doors, type House, openHouse, refusalOf } from './doors.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const envelope = { id: '1', account: '1', source: 's', time: '2026-01-05T12:00:00Z', region: 'r', resources: [] };
const isMatch = async (pattern: object | string, detail: object, door: (typeof doors)[number] = 'SDK') => {
  const EventPattern = typeof pattern === 'string' ? pattern : JSON.stringify({ detail: pattern });
  const Event = JSON.stringify({ ...envelope, 'detail-type': 't', detail });
  const ask = new TestEventPatternCommand({ EventPattern, Event });
  return (await house.client(door, EventBridgeClient).send(ask)).Result;
};

interface Documented {
  readonly comparison: string;
  readonly pattern: object;
  readonly match: readonly object[];
  readonly none: readonly object[];
}

describe('the comparison', () => {
  test.each<Documented>([
    {
      comparison: 'And',
      pattern: { Location: ['New York'], Day: ['Monday'] },
      match: [{ Location: 'New York', Day: 'Monday' }],
      none: [{ Location: 'New York' }, { Location: 'New York', Day: 'Tuesday' }],
    },
    {
      comparison: 'Anything-but',
      pattern: { state: [{ 'anything-but': 'initializing' }] },
      match: [{ state: 'running' }, { state: 5 }],
      none: [{ state: 'initializing' }, {}],
    },
    {
      comparison: 'Anything-but, a list of numbers',
      pattern: { 'x-limit': [{ 'anything-but': [100, 200, 300] }] },
      match: [{ 'x-limit': 99 }],
      none: [{ 'x-limit': 200 }],
    },
    {
      comparison: 'Anything-but (begins with)',
      pattern: { Region: [{ 'anything-but': { prefix: 'us-' } }] },
      match: [{ Region: 'eu-west-1' }],
      none: [{ Region: 'us-east-1' }],
    },
    {
      comparison: 'Anything-but (ends with)',
      pattern: { FileName: [{ 'anything-but': { suffix: '.png' } }] },
      match: [{ FileName: 'cat.txt' }],
      none: [{ FileName: 'cat.png' }],
    },
    {
      comparison: 'Anything-but (ignore case)',
      pattern: { state: [{ 'anything-but': { 'equals-ignore-case': 'initializing' } }] },
      match: [{ state: 'running' }],
      none: [{ state: 'INITIALIZING' }],
    },
    {
      comparison: 'Anything-but using a wildcard',
      pattern: { FilePath: [{ 'anything-but': { wildcard: '*/lib/*' } }] },
      match: [{ FilePath: '/usr/bin/x' }],
      none: [{ FilePath: '/usr/lib/x' }],
    },
    {
      comparison: 'Begins with',
      pattern: { Region: [{ prefix: 'us-' }] },
      match: [{ Region: 'us-east-1' }],
      none: [{ Region: 'eu-us-1' }],
    },
    {
      comparison: 'Begins with (ignore case)',
      pattern: { service: [{ prefix: { 'equals-ignore-case': 'eventb' } }] },
      match: [{ service: 'EventBridge' }, { service: 'eventbus' }],
      none: [{ service: 'my-eventb' }],
    },
    { comparison: 'Empty', pattern: { LastName: [''] }, match: [{ LastName: '' }], none: [{ LastName: null }, {}] },
    { comparison: 'Equals', pattern: { Name: ['Alice'] }, match: [{ Name: 'Alice' }], none: [{ Name: 'alice' }] },
    {
      comparison: 'Equals (ignore case)',
      pattern: { Name: [{ 'equals-ignore-case': 'alice' }] },
      match: [{ Name: 'ALICE' }],
      none: [{ Name: 'alicia' }],
    },
    {
      comparison: 'Ends with',
      pattern: { FileName: [{ suffix: '.png' }] },
      match: [{ FileName: 'cat.png' }],
      none: [{ FileName: 'cat.png.txt' }],
    },
    {
      comparison: 'Ends with (ignore case)',
      pattern: { service: [{ suffix: { 'equals-ignore-case': 'tbridge' } }] },
      match: [{ service: 'EVENTBRIDGE' }],
      none: [{ service: 'bridges' }],
    },
    {
      comparison: 'Exists',
      pattern: { ProductName: [{ exists: true }] },
      match: [{ ProductName: 'x' }, { ProductName: null }],
      none: [{}],
    },
    {
      comparison: 'Does not exist',
      pattern: { ProductName: [{ exists: false }] },
      match: [{}],
      none: [{ ProductName: 'x' }],
    },
    {
      comparison: 'IP address',
      pattern: { sourceIPAddress: [{ cidr: '10.0.0.0/24' }] },
      match: [{ sourceIPAddress: '10.0.0.123' }],
      none: [{ sourceIPAddress: '10.0.1.1' }, { sourceIPAddress: 'ten' }],
    },
    {
      comparison: 'Not',
      pattern: { Weather: [{ 'anything-but': ['Raining'] }] },
      match: [{ Weather: 'Sunny' }],
      none: [{ Weather: 'Raining' }],
    },
    { comparison: 'Null', pattern: { UserID: [null] }, match: [{ UserID: null }], none: [{ UserID: '' }, {}] },
    {
      comparison: 'Numeric (equals)',
      pattern: { Price: [{ numeric: ['=', 100] }] },
      match: [{ Price: 100 }, { Price: 1e2 }],
      none: [{ Price: 101 }, { Price: '100' }],
    },
    {
      comparison: 'Numeric (range)',
      pattern: { Price: [{ numeric: ['>', 10, '<=', 20] }] },
      match: [{ Price: 10.5 }, { Price: 20 }],
      none: [{ Price: 10 }, { Price: 21 }],
    },
    {
      comparison: 'Or',
      pattern: { PaymentType: ['Credit', 'Debit'] },
      match: [{ PaymentType: 'Debit' }],
      none: [{ PaymentType: 'Cash' }],
    },
    {
      comparison: 'Or (multiple fields)',
      pattern: { $or: [{ Location: ['New York'] }, { Day: ['Monday'] }] },
      match: [{ Location: 'Rome', Day: 'Monday' }, { Location: 'New York' }],
      none: [{ Location: 'Rome', Day: 'Sunday' }],
    },
    {
      comparison: 'Wildcard',
      pattern: { FileName: [{ wildcard: 'dir/*.png' }] },
      match: [{ FileName: 'dir/a/b.png' }, { FileName: 'dir/.png' }],
      none: [{ FileName: 'dir/a.jpg' }],
    },
  ])('$comparison', async ({ pattern, match, none }) => {
    for (const detail of match) expect(await isMatch(pattern, detail), JSON.stringify(detail)).toBe(true);
    for (const detail of none) expect(await isMatch(pattern, detail), JSON.stringify(detail)).toBe(false);
  });
});

test.each(doors)('and a pattern that is none is refused, through the %s door', async (door) => {
  expect(await isMatch({ Name: ['Alice'] }, { Name: 'Alice' }, door)).toBe(true);
  expect(await refusalOf(isMatch('{"detail":{"Name":"Alice"}}', {}, door))).toMatch(
    /^InvalidEventPatternException: Event pattern is not valid\. Reason: "Name" must be an object or an array/,
  );
});

/**
 * localstack's tests/aws/services/events/event_pattern_templates were run against AWS, whose refusals are in
 * test_events_patterns.snapshot.json.
 */
describe('in the words of AWS', () => {
  test.each<[object, string]>([
    [{ n: 42 }, '"n" must be an object or an array'],
    [{ n: [] }, 'Empty arrays are not allowed'],
    [{ n: [{ EXISTS: true }] }, 'Unrecognized match type EXISTS'],
    [{ n: [{ numeric: 10 }] }, 'Value of numeric must be an array.'],
    [{ n: [{ numeric: ['>', 0, '>', 0] }] }, 'Bad numeric range operator: >'],
    [{ n: [{ numeric: ['>', 0, '<'] }] }, 'Value of < must be numeric'],
    [{ n: [{ wildcard: 'a**b' }] }, 'Consecutive wildcard characters at pos 2'],
    [{ n: [{ wildcard: 123 }] }, 'wildcard match pattern must be a string'],
    [{ n: [{ prefix: ['x'] }] }, 'prefix match pattern must be a string'],
    [{ n: [{ suffix: 123 }] }, 'suffix match pattern must be a string'],
    [{ n: [{ 'equals-ignore-case': ['x'] }] }, 'equals-ignore-case match pattern must be a string'],
    [{ n: [{ cidr: ['x'] }] }, 'prefix match pattern must be a string'],
    [{ n: [{ cidr: '10.0.0.0' }] }, "Malformed CIDR, one '/' required"],
    [{ n: [{ cidr: '10.0.0.0/xx' }] }, 'Malformed CIDR, mask bits must be an integer'],
    [{ n: [{ cidr: 'xx.11.xx/8' }] }, 'Nonstandard IP address: xx.11.xx'],
    [{ n: [{ 'anything-but': null }] }, 'Value of anything-but must be an array or single string/number value.'],
    [{ n: [{ 'anything-but': ['x', null] }] }, 'Inside anything but list, start|null|boolean is not supported.'],
    [{ n: [{ 'anything-but': { prefix: 123 } }] }, 'prefix/suffix match pattern must be a string'],
    [{ n: [{ 'anything-but': { suffix: '' } }] }, 'Null prefix/suffix not allowed'],
    [{ n: [{ 'anything-but': { wildcard: [1] } }] }, 'wildcard match pattern must be a string'],
  ])('%j is refused', async (pattern, reason) => {
    expect(await refusalOf(isMatch(pattern, {}))).toBe(
      `InvalidEventPatternException: Event pattern is not valid. Reason: ${reason}`,
    );
  });

  test('a dot in a name stands between two names, in patterns and in events', async () => {
    expect(await isMatch({ 'state.status': ['running'] }, { state: { status: 'running' } })).toBe(true);
    expect(await isMatch({ state: { status: ['running'] } }, { 'state.status': 'running' })).toBe(true);
    expect(await isMatch({ 'state.status': ['running'] }, { state: 'running' })).toBe(false);
  });

  test('an event to be tested is an object with the fields of an event, of which resources may be missing', async () => {
    const ask = (event: unknown) =>
      house
        .client('SDK', EventBridgeClient)
        .send(new TestEventPatternCommand({ EventPattern: '{"source":["s"]}', Event: JSON.stringify(event) }));
    const { resources: _none, ...event } = { ...envelope, 'detail-type': 't' };
    expect((await ask(event)).Result).toBe(true);
    for (const wrong of [{ testEvent: 'value' }, [event], 'text'])
      expect(await refusalOf(ask(wrong))).toBe('ValidationException: Parameter Event is not valid.');
  });
});
