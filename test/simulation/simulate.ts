/**
 * One simulation: a world of the seed, hours in which things go wrong, and an end in which they must come right. The production
 * handlers, adapters and workflows run as they are on the embedded AWS; only its clock is turned from here.
 */

import { FaultRefused } from '../../local/cloud/faults/fault.ts';
import { knobsOfSeed } from '../../local/cloud/kernel/knobs.ts';
import { Random } from '../../local/cloud/kernel/random.ts';
import { ask, runningStack, startAt } from '../support/running-stack.ts';
import { aimed, aimedAt } from './aimed-words.ts';
import { anyOfOurs } from './any-words.ts';
import type { Counters } from './counters.ts';
import { targets } from './everyday.ts';
import { newHits } from './fault-hits.ts';
import { byHand } from './hands.ts';
import { invariants } from './invariants/all.ts';
import { lackingIn } from './invariants/comes-to-rest.ts';
import { leakIn } from './invariants/secrets-stay-secret.ts';
import { mischiefOfSeed, stepInWords } from './mischief.ts';
import type { Outcome, SimulationOptions, Step, Violation } from './outcome.ts';
import type { Answer, Asked, Players } from './players.ts';
import { request } from './requests.ts';
import { minuteMs, type Scene } from './scene.ts';
import { newStoredTruth } from './stored-truth.ts';
import { newWatching } from './watching.ts';
import { clearAway, furnish, spoil, wishAgain } from './world-begins.ts';
import { wantedBySeed } from './world-of-seed.ts';

/** After the last fault, in simulated time: stopped hosts are kept for an hour, groups that failed are probed after another. */
const convergesWithinMs = 4 * 60 * minuteMs;

/** What is broken once is mostly broken again and again. */
const mostOfOneKind = 5;

/** From then on people do what a brake leaves to them. */
const clearedAfterMs = 90 * minuteMs;

export const simulate = async (
  seed: number,
  { hours = 1, schedule = mischiefOfSeed(seed, hours), stopAtFirst = false, only }: SimulationOptions = {},
): Promise<Outcome> => {
  const usage = process.cpuUsage();
  const wanted = wantedBySeed(seed);
  const asked: Asked = { clusters: new Map(), services: new Map() };
  const accepted = new Map<string, string>();
  const stored = newStoredTruth();
  const violations: Violation[] = [];
  let story: readonly string[] = [];
  let now = () => startAt;
  let frozenAt: number | undefined;
  let poisonedAt: number | undefined;
  let watchers: ReturnType<(typeof invariants)[number]['watch']>[] = [];
  const watching = newWatching({ now: () => now(), stored, watchers: () => watchers });
  const broken = (invariant: string, what: string): void => {
    if (only !== undefined && invariant !== only) return;
    const known = violations.filter((one) => one.invariant === invariant);
    if (known.length === mostOfOneKind || known.some((one) => one.what === what)) return;
    violations.push({ invariant, atMs: now() - startAt, what });
    watching.tell(`BROKEN ${invariant}: ${what}`);
    if (violations.length === 1) story = watching.story();
  };

  const stack = await runningStack({
    seed,
    environment: { LOG_LEVEL: 'INFO' },
    onLine: (_name, line) => {
      const leak = leakIn('a line of the log', line);
      if (leak !== undefined) broken('secrets-stay-secret', leak);
    },
    knobs: { ...knobsOfSeed(new Random(`knobs ${seed}`)), throttling: true },
    interceptors: [watching.outermost],
    watchers: [watching.innermost],
  });
  const { cloud, deployment, driver } = stack;
  const { world, clock } = cloud;
  now = () => clock.now();
  watching.followFunctions(world);
  clock.onError((error, what) =>
    broken('the-cloud-is-whole', `${what}: ${error instanceof Error ? error.stack : error}`),
  );
  const scene: Scene = {
    world,
    clock,
    wanted,
    asked,
    stored,
    accepted,
    frozenAt: () => frozenAt,
    failures: () =>
      cloud.journal
        .entries()
        .flatMap(({ outcome, service, operation, fault }) =>
          outcome === 'failed' ? [`${service}:${operation}: ${fault}`] : [],
        ),
    poisonedAt: () => poisonedAt,
  };
  watchers = invariants
    .filter(({ name }) => only === undefined || name === only)
    .map(({ name, watch }) => watch(scene, (what) => broken(name, what)));
  const hits = newHits(world);
  watchers.push({ answered: hits.answered, after: hits.after, eachMinute: hits.eachMinute });

  const askApi = async (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> => {
    const answer = await ask(deployment, method, path, body, headers);
    const operation =
      String(answer.headers['location'] ?? '')
        .split('/')
        .at(-1) ?? '';
    if (answer.status === 202) accepted.set(operation, `${method} ${path}`);
    if (method !== 'GET') watching.tell(`somebody asks ${method} ${path} → ${answer.status} ${operation}`);
    const leak = leakIn(`the answer to ${method} ${path}`, JSON.stringify(answer.body ?? ''));
    if (leak !== undefined && !path.includes('task-definitions')) broken('secrets-stay-secret', leak);
    return answer;
  };
  const caller = { accessKeyId: 'test', role: 'local', arn: 'arn:aws:sts::000000000000:assumed-role/local/test' };
  const players = (random: Random): Players => ({
    world,
    random,
    wanted,
    asked,
    ask: askApi,
    aws: (service, operation, input) => cloud.call(service, operation, input, caller).catch(() => undefined),
  });

  const asks = new Map<string, { asked: number; happened: number }>();
  const count = (name: string, happened: boolean): void => {
    const before = asks.get(name) ?? { asked: 0, happened: 0 };
    asks.set(name, { asked: before.asked + 1, happened: before.happened + (happened ? 1 : 0) });
  };
  const takeStep = async (step: Step): Promise<void> => {
    const random = new Random(`step ${seed} ${step.id}`);
    const { what } = step;
    if ('request' in what || 'hand' in what) {
      const name = 'request' in what ? what.request : what.hand;
      const before = watching.calls();
      await ('request' in what ? request(name, players(random)) : byHand(name, players(random)));
      count(name, watching.calls() > before);
      return;
    }
    count(what.fault, breaks(step, what, random));
  };
  /** Chance often chooses what is not there: it may try a few times. */
  const breaks = (step: Step, what: Extract<Step['what'], { fault: unknown }>, random: Random): boolean => {
    const { fault, forMs, at = '', with: chosen = targets[at] } = what;
    const begin = (parameters: unknown): boolean => {
      try {
        hits.around(fault, () => void cloud.faults.begin(fault, parameters as never, forMs));
        watching.tell(`${stepInWords(step)} ${JSON.stringify(parameters)}`);
        return true;
      } catch (error) {
        if (!(error instanceof FaultRefused)) throw error;
        return false;
      }
    };
    if (chosen !== undefined) return begin(chosen);
    if (at === aimed) return aimedAt(world, random, fault).filter(begin).length > 0;
    for (let time = 1; time <= 4; time++) if (begin(anyOfOurs(world, random, fault))) return true;
    return false;
  };
  const isOver = (): boolean => stopAtFirst && violations.length > 0;
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0 && !isOver(); left -= minuteMs) {
      await driver.pass(Math.min(left, minuteMs));
      for (const { eachMinute } of watchers) eachMinute?.();
    }
  };

  await driver.finish(furnish(players(new Random(`people ${seed}`))));
  await pass(10 * minuteMs);
  await driver.finish(wishAgain(players(new Random(`people ${seed}`)), 'services'));
  await pass(8 * minuteMs);
  if (wanted.poisoned !== undefined) {
    const spoilt = await driver.finish(spoil(players(new Random(`poison ${seed}`)), wanted.poisoned));
    if (!spoilt) throw new Error(`nothing of ${wanted.poisoned} could be spoilt`);
    poisonedAt = clock.now();
  }

  const from = clock.now();
  const people: Promise<void>[] = [];
  for (const step of schedule)
    clock.at(from + step.atMs, `step ${step.id}`, () => {
      const taken = takeStep(step);
      people.push(taken);
      return taken;
    });
  await pass(Math.max(hours * 60 * minuteMs, ...schedule.map(({ atMs }) => atMs + minuteMs)));

  cloud.faults.endAll();
  frozenAt = clock.now();
  watching.tell('faults freeze');
  await driver.finish(Promise.all(people));
  await driver.finish(wishAgain(players(new Random(`end ${seed}`)), 'everything'));
  while (!isOver() && clock.now() - frozenAt < convergesWithinMs) {
    await pass(5 * minuteMs);
    if (lackingIn(scene).length === 0) break;
    if (clock.now() - frozenAt > clearedAfterMs) await driver.finish(clearAway(scene, players(new Random('clear'))));
  }
  if (!isOver() && lackingIn(scene).length === 0) {
    // What has just become whole is looked at once more before it is called at rest.
    await pass(3 * minuteMs);
    const changes = watching.changes();
    await pass(6 * minuteMs);
    if (watching.changes() > changes) broken('comes-to-rest', 'at rest, a further look changes something');
  }
  if (!isOver()) for (const { atEnd } of watchers) atEnd?.();

  const { user, system } = process.cpuUsage(usage);
  return {
    seed,
    hours,
    schedule,
    violations,
    traceHash: watching.hash(),
    calls: watching.calls(),
    simulatedMs: clock.now() - startAt,
    cpuMs: (user + system) / 1_000,
    convergedMs: clock.now() - frozenAt,
    counters: countersOf(asks, hits.counts),
    story,
  };
};

const countersOf = (
  asks: ReadonlyMap<string, { asked: number; happened: number }>,
  hits: ReadonlyMap<string, number>,
): Counters =>
  Object.fromEntries(
    [...asks].map(([name, count]) => [name, { ...count, hit: hits.get(name) ?? (count.happened || 0) * 0 }]),
  );
