/** AWS fails, or its answer is lost on the way, at every single call that a new cluster is made of. */
import { afterAll, describe, expect, it } from 'vitest';
import { ConnectionLost } from '../../local/cloud/kernel/connection-lost.ts';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import { internalError } from '../../local/cloud/kernel/service-refusals.ts';
import * as cast from './cast.ts';

/** Hosts join in seconds, so that a story is short. */
const knobs = { instanceStartMs: [1_000, 2_000], bootMs: [2_000, 4_000] } as const;

type Fault = 'refused' | 'lost' | 'gone for ten seconds';

/** What happens to the n-th call of ours that changes something, counted from the request on. */
const faultAt = (nth: number, fault: Fault) => {
  let count = 0;
  let hit = '';
  let until = 0;
  let now: (() => number) | undefined;
  const interceptor: Interceptor = async (request, next) => {
    if (now === undefined || !request.caller.role.startsWith('quaymaster-test-') || !cast.changes(request))
      return next();
    if (now() < until) throw internalError(request.service);
    count += 1;
    if (count !== nth) return next();
    hit = `${request.service}:${request.operation} by ${request.caller.role}`;
    if (fault === 'gone for ten seconds') until = now() + 10_000;
    if (fault === 'lost') {
      await next();
      throw new ConnectionLost('carried out');
    }
    throw internalError(request.service);
  };
  return {
    interceptor,
    begin: (clock: () => number) => {
      now = clock;
    },
    seen: () => ({ count, hit }),
  };
};

const makeCluster = async (nth: number, fault: Fault) => {
  const trouble = faultAt(nth, fault);
  const story = await cast.story({ knobs, interceptors: [trouble.interceptor] });
  trouble.begin(() => story.cloud.clock.now());
  const ask = () => story.api('PUT', '/v1/clusters/c', cast.hosts(3), { 'idempotency-key': 'a-new-cluster' });
  let asked = await ask();
  // As any client would.
  for (let times = 1; asked.status >= 500 && times < 5; times += 1) {
    await story.driver.pass(5_000);
    asked = await ask();
  }
  const what = `call ${nth} ${fault}: ${trouble.seen().hit}`;
  expect(asked.status, `${what}: ${JSON.stringify(asked.body)}`).toBe(202);
  const operation = asked.headers['location'] ?? '';
  const ended = async () => !['PENDING', 'RUNNING'].includes((await story.api('GET', operation)).body.state);
  await cast.until(story, `the operation ends (${what})`, ended, cast.minutes(10));
  return { story, operation, ...trouble.seen() };
};

const whole = { operation: 'SUCCEEDED', cluster: 'settled', launched: 3, living: 3, joined: 3, most: 3 };

const seenOf = async (story: cast.Story, operation: string) => {
  const report = (await story.api('GET', operation)).body;
  return {
    operation: report.state,
    cluster: (await story.api('GET', '/v1/clusters/c')).body.state,
    launched: story.launched.length,
    living: cast.living(story).length,
    joined: (await cast.joinedHosts(story)).length,
    most: story.mostAtOnce['c'],
  };
};

/** From the request to the end of the first reconcile. What comes later are events and looks that repeat themselves. */
const firstCalls = 40;

describe('while a new cluster is made', () => {
  /** What was spoilt, by service and operation. */
  const met = new Set<string>();
  afterAll(() => {
    // Which call is the n-th changes with what is remembered in between.
    expect([...met]).toEqual(expect.arrayContaining(['dynamodb:PutItem', 'ec2:RunInstances', 'sqs:SendMessage']));
    expect(met.size).toBeGreaterThanOrEqual(5);
  });

  describe.each([
    // The reconcile alone is interrupted at every call in test/use-cases; here it is the whole, each way at other calls.
    { fault: 'lost', from: 1, every: 3 },
    { fault: 'refused', from: 2, every: 6 },
    { fault: 'gone for ten seconds', from: 6, every: 6 },
  ] as const)('a call that is $fault', ({ fault, from, every }) => {
    it('ends in the same cluster, whichever call it is', async () => {
      const wrong: unknown[] = [];
      for (let nth = from; nth <= firstCalls; nth += every) {
        const { story, operation, hit } = await makeCluster(nth, fault);
        met.add(hit.split(' ')[0] ?? '');
        await story.driver.pass(cast.minutes(2));
        const seen = await seenOf(story, operation);
        if (JSON.stringify(seen) !== JSON.stringify(whole)) wrong.push({ nth, hit, ...seen });
      }
      expect(wrong).toEqual([]);
    });
  });
});

describe('AWS throttles three calls in ten', () => {
  it.each([1, 2, 3])('and the cluster is made all the same (seed %i)', async (seed) => {
    const story = await cast.story({ seed, knobs });
    story.cloud.faults.begin('call-throttled', { role: 'quaymaster-test-*', percent: 30 });
    let asked = await story.api('PUT', '/v1/clusters/c', cast.hosts(3), { 'idempotency-key': 'a-new-cluster' });
    for (let times = 1; asked.status >= 500 && times < 10; times += 1) {
      await story.driver.pass(5_000);
      asked = await story.api('PUT', '/v1/clusters/c', cast.hosts(3), { 'idempotency-key': 'a-new-cluster' });
    }
    expect(asked.status, JSON.stringify(asked.body)).toBe(202);
    await story.driver.pass(cast.minutes(10));
    const throttles = story.cloud.journal
      .entries()
      .filter(({ code = '' }) => /Throttl|TooMany|LimitExceeded/.test(code));
    expect(throttles.length).toBeGreaterThan(20);
    const read = async () => (await story.api('GET', '/v1/clusters/c')).status === 200;
    await cast.until(story, 'the cluster can be read', read, 60_000);
    expect(cast.living(story)).toHaveLength(3);
    expect(story.launched).toHaveLength(3);
    const { status, error } = await executionOf(story, 'provision-cluster');
    expect({ status, error }).toEqual({ status: 'SUCCEEDED', error: undefined });
  });
});

const executionOf = async (story: cast.Story, workflow: string) => {
  const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:quaymaster-test-${workflow}`;
  const { executions } = await story.aws('sfn', 'ListExecutions', { stateMachineArn });
  expect(executions).toHaveLength(1);
  return story.aws('sfn', 'DescribeExecution', { executionArn: executions[0].executionArn });
};
