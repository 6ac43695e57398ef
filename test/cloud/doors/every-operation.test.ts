/**
 * A walk over every operation of every service, with requests good and bad, through both doors at once: never a fault of
 * ours, the same outcome through either, and nothing changed by a call that was refused.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, createCloud } from '../../../local/cloud/cloud.ts';
import type { Listening } from '../../../local/cloud/doors/http.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';
import { Random } from '../../../local/cloud/kernel/random.ts';
import { services } from '../../../local/cloud/services.ts';
import { loadModel, type ServiceModel } from '../../../local/cloud/wire/model.ts';
import { type Requests, requestsFor } from './any-request.ts';
import { digestOf } from './digest.ts';
import { furnish } from './furnish.ts';

const CALLS = 480;

interface Client {
  send(command: unknown): Promise<Record<string, unknown>>;
}

interface Visited {
  readonly model: ServiceModel;
  readonly operations: readonly string[];
  readonly requests: Requests;
  /** Through the SDK door of one cloud and the HTTP door of its twin. */
  readonly within: Client;
  readonly without: Client;
}

const newCloud = () => createCloud({ seed: 'walk', startAt: Date.UTC(2026, 0, 1) });

const random = new Random('walk');
let inside: Cloud;
let outside: Cloud;
let times: readonly JumpDriver[];
let server: Listening;
let visited: readonly Visited[];

const clientOf = (model: ServiceModel, config: object): Client => {
  const key = Object.keys(model.sdk).find((name) => name.endsWith('Client') && !name.startsWith('__')) ?? '';
  return new (model.sdk[key] as new (config: object) => Client)({
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'secret' },
    accountIdEndpointMode: 'disabled',
    // SQS: not about the wire.
    md5: false,
    useQueueUrlAsEndpoint: false,
    ...config,
  });
};

beforeAll(async () => {
  [inside, outside] = [newCloud(), newCloud()];
  times = [new JumpDriver(inside.clock), new JumpDriver(outside.clock)];
  server = await outside.listen(0);
  for (const cloud of [inside, outside]) await furnish(cloud, new JumpDriver(cloud.clock));
  const known = new Map<string, string[]>();
  const endpoint = `http://127.0.0.1:${server.port}`;
  visited = await Promise.all(
    services.map(async (service) => {
      const model = await loadModel(service);
      return {
        model,
        operations: Object.keys(service.operations),
        requests: await requestsFor(random, model, known),
        within: inside.door('local')(clientOf(model, {})),
        without: clientOf(model, { endpoint }),
      };
    }),
  );
});
afterAll(() => server.close());

interface Outcome {
  /** `ok`, or the name of the error. */
  readonly how: string;
  readonly output?: unknown;
  readonly error?: unknown;
}

const outcomeOf = async (client: Client, command: unknown): Promise<Outcome> => {
  try {
    const { $metadata, ...output } = await client.send(command);
    return { how: 'ok', output };
  } catch (error) {
    return { how: (error as Error).name, error };
  }
};

describe('a walk over every operation', () => {
  it('finds both doors alike, no fault, and nothing that a refused call changed', async () => {
    const turns = visited.flatMap((at) => at.operations.map((operation) => ({ at, operation })));
    const outcomes = new Map<string, Set<string>>();
    let changes = 0;
    for (let call = 0; call < CALLS; call++) {
      // Each at least once, then any.
      const { at, operation } = turns[call] ?? random.pick(turns);
      const input = at.requests.any(at.model.operations.get(operation)!);
      const Command = at.model.sdk[`${operation}Command`] as new (input: unknown) => unknown;
      const before = { digest: digestOf(inside.world), at: inside.clock.now() };

      const within = await outcomeOf(at.within, new Command(input));
      const what = `call ${call}, ${at.model.name}:${operation} ${JSON.stringify(input)}`;
      if (within.how !== 'ok' && inside.clock.now() === before.at)
        expect(digestOf(inside.world) === before.digest, `${what}: refused with ${within.how}, and yet`).toBe(true);
      if (within.how === 'ok' && digestOf(inside.world) !== before.digest) changes += 1;
      const without = await outcomeOf(at.without, new Command(input));
      expect({ what, how: without.how, error: without.error }).toMatchObject({ what, how: within.how });
      expect(within.how, what).not.toMatch(/^(InternalFailure|Error|TypeError|RangeError)$/);

      outcomes.set(at.model.name, (outcomes.get(at.model.name) ?? new Set()).add(within.how));
      at.requests.learn(within.output);
      const ms = random.pick([0, 10, 1_000, 20_000]);
      for (const time of times) await time.pass(ms);
    }
    for (const { journal } of [inside, outside])
      expect(journal.entries().filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    // The walk is worth something: every service both answered and refused, and the digest tells worlds apart.
    expect(changes).toBeGreaterThan(10);
    expect([...outcomes.values()].filter((how) => !how.has('ok') || how.size < 2)).toEqual([]);
  });
});
