/** Requests that are repeated, that race, or that know an old state. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../support/running-stack.ts';
import * as cast from './cast.ts';
import * as mischief from './mischief.ts';

let story: cast.Story;
beforeEach(async () => {
  story = await cast.story();
});

const put = (count: number, headers: Record<string, string> = {}) =>
  story.api('PUT', '/v1/clusters/c', cast.hosts(count), headers);

const operations = async (): Promise<readonly { operation: string; state: string }[]> =>
  (await story.api('GET', '/v1/operations')).body.operations;

/** All at the same time. */
const together = async (requests: readonly (() => Promise<ApiAnswer>)[]): Promise<readonly ApiAnswer[]> =>
  Promise.all(requests.map((request) => request()));

describe('the same Idempotency-Key', () => {
  const key = { 'idempotency-key': 'once' };

  it('names the same operation, however often and however late it is sent', async () => {
    const first = await put(3, key);
    expect(first.status).toBe(202);
    const again = await put(3, key);
    expect(again).toMatchObject({ status: 202, headers: { location: first.headers['location'] } });
    await story.driver.pass(cast.minutes(5));
    const late = await put(3, key);
    expect(late.headers['location']).toBe(first.headers['location']);
    expect(await operations()).toMatchObject([{ state: 'SUCCEEDED' }]);
    expect(story.launched).toHaveLength(3);
  });

  it('names one operation when several arrive at once', async () => {
    const answers = await together([1, 2, 3, 4].map(() => () => put(3, key)));
    expect(new Set(answers.map(({ headers }) => headers['location'])).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    await story.driver.pass(cast.minutes(4));
    expect(await operations()).toMatchObject([{ state: 'SUCCEEDED' }]);
    expect(story.launched).toHaveLength(3);
  });

  it('is refused with another body or for another cluster, and nothing changes', async () => {
    await put(3, key);
    expect(await put(4, key)).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } });
    const other = await story.api('PUT', '/v1/clusters/d', cast.hosts(3), key);
    expect([202, 422]).toContain(other.status);
    expect((await story.api('GET', '/v1/clusters/c')).body).toMatchObject({ generation: 1 });
    expect(await operations()).toHaveLength(other.status === 202 ? 2 : 1);
  });

  it('runs tasks once', async () => {
    await cast.provisioned(story);
    await cast.definition(story);
    const run = () => story.api('POST', '/v1/clusters/c/tasks', { taskDefinition: 'web', count: 12 }, key);
    const answers = await together([run, run, run]);
    expect(new Set(answers.map(({ headers }) => headers['location'])).size).toBe(1);
    await story.driver.pass(60_000);
    await run();
    await story.driver.pass(60_000);
    expect(await cast.runningTasks(story)).toHaveLength(12);
  });
});

describe('an answer that got lost', () => {
  it('and the request comes again under a new key: it is what is asked for already', async () => {
    expect((await put(3)).status).toBe(202);
    expect(await put(3)).toMatchObject({ status: 200, body: { changed: false } });
    await story.driver.pass(cast.minutes(4));
    expect(story.launched).toHaveLength(3);
  });

  it('because the function died after it had done everything', async () => {
    let died = false;
    await mischief.insteadOf(story, 'api-clusters', async (event, yourself) => {
      const answer = await yourself(event);
      if (died) return answer;
      died = true;
      throw new Error('the sandbox is gone');
    });
    const lost = await put(3, { 'idempotency-key': 'lost' });
    expect(lost.status).toBeGreaterThanOrEqual(500);
    const again = await put(3, { 'idempotency-key': 'lost' });
    expect(again.status).toBe(202);
    await story.driver.pass(cast.minutes(4));
    expect(await operations()).toMatchObject([{ state: 'SUCCEEDED' }]);
    expect(story.launched).toHaveLength(3);
  });
});

describe('If-Match', () => {
  it('lets through who knows the current generation, and nobody else', async () => {
    await cast.provisioned(story);
    expect(await put(4, { 'if-match': '"7"' })).toMatchObject({ status: 412, body: { code: 'StaleGeneration' } });
    expect(cast.living(story)).toHaveLength(3);
    expect((await put(4, { 'if-match': '"1"' })).status).toBe(202);
    expect(await put(5, { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    expect((await story.api('GET', '/v1/clusters/c')).body).toMatchObject({
      generation: 2,
      spec: { groups: [{ count: 4 }] },
    });
  });

  it('of many who know the same generation one wins', async () => {
    await cast.provisioned(story);
    const answers = await together([4, 5, 6, 7].map((count) => () => put(count, { 'if-match': '"1"' })));
    expect(cast.countBy(answers, ({ status }) => String(status))).toEqual({ 202: 1, 412: 3 });
    const winner = [4, 5, 6, 7][answers.findIndex(({ status }) => status === 202)];
    expect((await story.api('GET', '/v1/clusters/c')).body).toMatchObject({
      generation: 2,
      spec: { groups: [{ count: winner }] },
    });
  });
});

describe('several change a cluster at once', () => {
  it('and each accepted change has a generation of its own; the last one is what comes of it', async () => {
    await cast.provisioned(story);
    const answers = await together([4, 5, 6].map((count) => () => put(count)));
    const accepted = answers.filter(({ status }) => status === 202).length;
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
    const { generation, spec } = (await story.api('GET', '/v1/clusters/c')).body;
    expect(generation).toBe(1 + accepted);
    await story.driver.pass(cast.minutes(15));
    const [{ count }] = spec.groups;
    expect(cast.living(story)).toHaveLength(count);
    expect((await story.api('GET', '/v1/clusters/c')).body).toMatchObject({ generation, state: 'settled' });
    const states = (await operations()).map(({ state }) => state);
    expect(states.filter((state) => state === 'RUNNING' || state === 'PENDING')).toEqual([]);
  });
});
