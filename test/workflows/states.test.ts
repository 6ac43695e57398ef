/** Every state of every workflow is reached, with functions that are scripted; and failures read well. */
import { afterAll, describe, expect, it } from 'vitest';
import { errorTable } from '../../shared/domain/errors.ts';
import type { WishKind } from '../../shared/domain/wish.ts';
import { wishExamples } from '../../shared/domain/wish-examples.ts';
import { type Scripted, stage, statesEntered } from '../cloud/states/stage.ts';
import { deployed, workflow, workflows } from './machines.ts';

const reached = new Map<WishKind, Set<string>>();

/** Answers one after the other; the last one again and again. */
const answers = (...all: readonly unknown[]): Scripted => {
  let next = 0;
  return () => all[Math.min(next++, all.length - 1)];
};
const throwing =
  (name: string, message: string): Scripted =>
  () => {
    throw Object.assign(new Error(message), { name });
  };

const accepted: Scripted = (payload) => {
  const { input, name } = payload as { readonly input: object; readonly name: string };
  return { wish: { ...input, spec: {} }, about: input, operation: name, requestedAt: 1 };
};
const submitted =
  (seconds: number): Scripted =>
  (_, { clock }) => ({
    outcome: 'written',
    since: clock.now(),
    deadline: clock.now() + seconds * 1_000,
    generation: 1,
  });
const waiting = { settled: false, progress: { done: 0, total: 3 }, waitingFor: ['host 1', 'host 2'] };
const settled = { settled: true, progress: { done: 3, total: 3 }, waitingFor: [], result: { well: 'done' } };

const run = async (
  kind: WishKind,
  functions: Readonly<Record<string, Scripted>>,
  input: unknown = wishExamples[kind],
) => {
  const usual = { 'steps-check-input': accepted, 'steps-write-wish': submitted(3_600) };
  const end = await stage({ ...usual, ...functions }).run(deployed(workflow(kind)), input);
  const names = reached.get(kind) ?? new Set();
  for (const name of statesEntered(end.events)) names.add(name);
  reached.set(kind, names);
  return end;
};

const watched = workflows.map(({ kind }) => kind).filter((kind) => kind !== 'run-task');

describe.each(watched)('%s', (kind) => {
  it('watches until it is as wished, and reports', async () => {
    const end = await run(kind, { 'steps-look': answers(waiting, waiting, settled) });
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: { well: 'done' }, seconds: 10 });
    const [check, write, look, choice, wait] = Object.keys(workflow(kind).states);
    const report = statesEntered(end.events).at(-1);
    expect(statesEntered(end.events)).toEqual([
      check,
      write,
      ...[look, choice, wait, look, choice, wait],
      ...[look, choice, report],
    ]);
    expect(report).toMatch(/^Report/);
  });

  it('ends with the error of what failed', async () => {
    const failed = { ...waiting, failed: { code: 'GivenUp', message: 'i-1 still had tasks.' } };
    expect(await run(kind, { 'steps-look': answers(failed) })).toMatchObject({
      status: 'FAILED',
      error: 'GivenUp',
      cause: 'i-1 still had tasks.',
    });
  });

  it('stops watching in time, looks less and less often, and says what it waits for', async () => {
    const end = await run(kind, { 'steps-write-wish': submitted(600), 'steps-look': answers(waiting) });
    expect(end).toMatchObject({ status: 'FAILED', error: 'NotSettledInTime' });
    expect(end.cause).toMatch(
      /^After 1\d minutes it still waits for: host 1; host 2\. It goes on in the background\.$/,
    );
    expect(end.events.length).toBeLessThan(500);
  });

  it('has room for its longest wish: far from 25,000 events, and within its own time limit', async () => {
    const longest = workflow(kind).definition.TimeoutSeconds - 300;
    const end = await run(kind, { 'steps-write-wish': submitted(longest), 'steps-look': answers(waiting) });
    expect(end.error).toBe('NotSettledInTime');
    expect(end.events.length).toBeLessThan(5_000);
  });

  it.each([
    [
      'an error of ours keeps its name',
      throwing('InvalidInput', 'One value is wrong'),
      'InvalidInput',
      'One value is wrong',
    ],
    ['a fault of ours has one name', throwing('TypeError', 'x is undefined'), 'InternalError', 'x is undefined'],
    ['a step that Lambda ended', throwing('Sandbox.Timedout', 'Task timed out'), 'CloudUnavailable', 'Task timed out'],
  ])('explains: %s', async (_, check, error, cause) => {
    expect(await run(kind, { 'steps-check-input': check })).toMatchObject({ status: 'FAILED', error, cause });
    expect(errorTable).toHaveProperty(error);
  });

  it('explains a step that never answers', async () => {
    const silent: Scripted = (_, { clock }) => clock.sleep(3_600_000);
    const end = await run(kind, { 'steps-check-input': silent });
    expect(end).toMatchObject({ error: 'CloudUnavailable', cause: 'A step did not answer in time.', seconds: 60 });
  });

  it('tries a step again when that can help', async () => {
    let left = 2;
    const busy: Scripted = (payload, call) => {
      if (left-- > 0) throw Object.assign(new Error('busy'), { name: 'CloudThrottled' });
      return submitted(3_600)(payload, call);
    };
    const end = await run(kind, { 'steps-write-wish': busy, 'steps-look': answers(settled) });
    expect(end.status).toBe('SUCCEEDED');
  });
});

describe('run-task', () => {
  const placed = (started: string[], chunks: object[], more = false) => ({
    started,
    chunks,
    more,
    progress: { done: started.length, total: 12 },
    waitingFor: chunks.length > 0 ? ['2 of 12 tasks have no place yet: RESOURCE:MEMORY on 3 hosts'] : [],
  });
  const lacking = { chunk: 1, attempt: 1, missing: 2 };

  it('places in several goes, waits for room, and watches every task', async () => {
    const asked: unknown[] = [];
    const script = answers(placed(['a'], [lacking, lacking], true), placed(['b'], [lacking]), placed(['c'], []));
    const place: Scripted = (payload, call) => {
      asked.push((payload as { chunks: unknown }).chunks);
      return script(payload, call);
    };
    const watch: Scripted = (payload) => ({ ...settled, result: payload });
    const looks = answers(waiting, null);
    const end = await run('run-task', {
      'steps-place-tasks': place,
      'steps-watch-tasks': (payload, call) => looks(payload, call) ?? watch(payload, call),
    });
    expect(asked).toEqual([null, [lacking, lacking], [lacking]]);
    expect(end.output).toEqual({ cluster: 'my-cluster', tasks: ['a', 'b', 'c'] });
    expect(statesEntered(end.events)).toEqual([
      ...['Check input', 'Write the wish', 'Place the tasks', 'Has every task a place?', 'Place the tasks'],
      ...['Has every task a place?', 'Wait for room', 'Place the tasks', 'Has every task a place?'],
      ...['Look at the tasks', 'Do they run?', 'Wait until the tasks run', 'Look at the tasks', 'Do they run?'],
      'Report the tasks',
    ]);
  });

  it('says why tasks have no place when time is up', async () => {
    const end = await run('run-task', {
      'steps-write-wish': submitted(300),
      'steps-place-tasks': answers(placed(['a'], [lacking]), placed([], [lacking])),
    });
    expect(end).toMatchObject({
      status: 'FAILED',
      error: 'PlacementImpossible',
      cause: '2 of 12 tasks have no place yet: RESOURCE:MEMORY on 3 hosts. 1 were placed and run on.',
    });
  });

  it('says which task never ran, and does not wait for ever', async () => {
    const never = { ...waiting, failed: { code: 'TaskNeverStarted', message: 'Task a stopped before it ran.' } };
    const place = answers(placed(['a'], []));
    const failed = await run('run-task', { 'steps-place-tasks': place, 'steps-watch-tasks': answers(never) });
    expect(failed).toMatchObject({ error: 'TaskNeverStarted', cause: 'Task a stopped before it ran.' });
    const late = await run('run-task', { 'steps-place-tasks': place, 'steps-watch-tasks': answers(waiting) });
    expect(late).toMatchObject({ error: 'NotSettledInTime' });
  });

  it('fits 1,000 tasks that find no place for an hour', async () => {
    const chunks = Array.from({ length: 100 }, (_, chunk) => ({ chunk, attempt: 1, missing: 10 }));
    const end = await run('run-task', { 'steps-place-tasks': answers(placed([], chunks)) });
    expect(end.error).toBe('PlacementImpossible');
    expect(end.events.length).toBeLessThan(2_000);
  });
});

afterAll(() => {
  for (const { kind, states } of workflows)
    expect([...(reached.get(kind) ?? [])].toSorted(), kind).toEqual(Object.keys(states).toSorted());
});
