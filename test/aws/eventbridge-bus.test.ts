import { EventBridgeClient, PutEventsCommand, type PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, it } from 'vitest';
import { eventBridgeBus } from '../../shared/aws/eventbridge-bus.ts';
import type { OwnEvent } from '../../shared/domain/own-events.ts';
import { quietSurroundings } from '../support/surroundings.ts';

const sdk = mockClient(EventBridgeClient);
afterEach(() => sdk.reset());

const brake = (id: string): OwnEvent => ({
  type: 'Quaymaster Brake',
  detail: {
    version: 1,
    id,
    stack: 's',
    cluster: 'c',
    brake: 'paused',
    state: 'holds',
    reason: 'people said so',
    since: '2026-01-05T09:00:00.000Z',
    at: '2026-01-05T09:00:00.000Z',
  },
});
const brakes = (count: number) => Array.from({ length: count }, (_, index) => brake(String(index)));
const idsOf = ({ Entries = [] }: PutEventsCommandInput) => Entries.map(({ Detail = '' }) => JSON.parse(Detail).id);
const sent = () => sdk.commandCalls(PutEventsCommand).map(({ args }) => idsOf(args[0].input));

/** Takes all but these, as often as they are named. */
const taking = (refused: string[]) =>
  sdk.on(PutEventsCommand).callsFake((input: PutEventsCommandInput) => ({
    Entries: idsOf(input).map((id) => {
      const at = refused.indexOf(id);
      if (at < 0) return { EventId: id };
      refused.splice(at, 1);
      return { ErrorCode: 'InternalFailure', ErrorMessage: 'x' };
    }),
  }));

it('puts ten at a time, as what they are', async () => {
  taking([]);
  expect(await eventBridgeBus(quietSurroundings()).put(brakes(23))).toEqual({ unsent: [] });
  expect(sent().map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(sdk.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]).toMatchObject({
    Source: 'quaymaster',
    DetailType: 'Quaymaster Brake',
    Time: new Date('2026-01-05T09:00:00.000Z'),
  });
});

it('puts once more what was refused, and only that; then it says what and why', async () => {
  taking(['1', '2', '2']);
  const { unsent } = await eventBridgeBus(quietSurroundings()).put(brakes(3));
  expect(sent()).toEqual([
    ['0', '1', '2'],
    ['1', '2'],
  ]);
  expect(unsent).toEqual([{ id: '2', why: 'InternalFailure' }]);
});

it('never throws, whatever the bus says', async () => {
  sdk.on(PutEventsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  const { unsent } = await eventBridgeBus(quietSurroundings()).put(brakes(2));
  expect(unsent.map(({ why }) => why)).toEqual(['AccessDeniedException', 'AccessDeniedException']);
});

it('does not ask for nothing', async () => {
  await eventBridgeBus(quietSurroundings()).put([]);
  expect(sent()).toEqual([]);
});
