/** Simulated seconds from a fault to the decision about it and to restored capacity, for each class of fault, over several seeds. */
import type { FaultName, FaultParameters } from '../local/cloud/faults/catalogue.ts';
import { median, type Row } from './measure.ts';
import { type Attempt, hourMs, joined, minuteMs, type Stack, withCluster } from './stack.ts';

const seeds = [1, 2, 3];
const hosts = 5;

interface Trouble {
  readonly what: string;
  /** Until something is done about it, at most: an event and a few seconds, or a sweep after the documented grace. */
  readonly decidedWithinMs: number;
  readonly begin: (stack: Stack) => void;
  readonly group?: object;
  /** The host goes on counting as capacity: then it is restored when another has taken its place. */
  readonly counts?: true;
  readonly tasksPerHost?: number;
}

const begins =
  <Name extends FaultName>(name: Name, parameters: FaultParameters<Name>) =>
  ({ cloud }: Stack): void =>
    void cloud.faults.begin(name, parameters);

const one = { cluster: 'c', count: 1 };
const byEventMs = 10_000;
const aSweepMs = minuteMs + 5_000;
/** What has to last for a while is first seen by a sweep, and its time is up at another. */
const twoSweepsMs = 2 * aSweepMs;

const troubles: readonly Trouble[] = [
  { what: 'terminated (event)', decidedWithinMs: byEventMs, begin: begins('host-terminate', one) },
  {
    what: 'stopped (event)',
    decidedWithinMs: byEventMs,
    begin: begins('host-crash', { ...one, leaves: 'stopped' }),
  },
  {
    what: 'spot interruption (event)',
    decidedWithinMs: byEventMs,
    begin: begins('spot-interruption', { ...one, withoutNotice: false }),
    group: { market: 'spot' },
  },
  {
    what: 'terminated, every event lost (sweep)',
    decidedWithinMs: aSweepMs,
    begin: (stack) => {
      begins('events-dropped', { durableToo: true })(stack);
      begins('host-terminate', one)(stack);
    },
  },
  // Two minutes in two observations, and EC2 shows a failed check within a minute or two.
  {
    what: 'impaired (sweep, after 2 min)',
    decidedWithinMs: 4 * minuteMs + aSweepMs,
    begin: begins('instance-impaired', one),
  },
  // Restarted after five minutes.
  {
    what: 'agent hangs (sweep, after 5 min)',
    decidedWithinMs: 5 * minuteMs + twoSweepsMs,
    begin: begins('agent-hang', one),
  },
  {
    what: 'host freezes (sweep, after 10 min)',
    decidedWithinMs: 10 * minuteMs + twoSweepsMs,
    begin: begins('host-freeze', one),
  },
  {
    what: 'runtime impaired (sweep, after 5 min)',
    decidedWithinMs: 5 * minuteMs + twoSweepsMs,
    begin: begins('runtime-impaired', one),
    counts: true,
  },
  {
    what: 'retirement scheduled (event)',
    decidedWithinMs: byEventMs,
    begin: begins('scheduled-event', { ...one, code: 'instance-retirement', inMs: 48 * hourMs }),
    counts: true,
  },
  {
    what: 'a zone is dead (event)',
    decidedWithinMs: byEventMs,
    begin: begins('az-outage', { availabilityZone: 'us-east-1a', hosts: 'dead' }),
  },
  {
    what: 'agent lost its state (sweep)',
    decidedWithinMs: 10 * minuteMs + aSweepMs,
    begin: begins('agent-state-lost', one),
  },
  // Three tasks have to fail there first; ECS tries again at growing intervals.
  {
    what: 'a host breaks its tasks (event)',
    decidedWithinMs: 2 * aSweepMs,
    begin: begins('container-crash', { cluster: 'c', hosts: one }),
    counts: true,
    tasksPerHost: 4,
  },
  {
    what: 'terminated, and the next one never joins (sweep, after 15 min)',
    decidedWithinMs: byEventMs,
    begin: (stack) => {
      const bad = stack.cloud.faults.begin('bad-ami', { mode: 'no-agent' });
      begins('host-terminate', one)(stack);
      stack.cloud.clock.after(minuteMs, 'the image is mended', () => bad.end());
    },
  },
];

const acts = [
  'RunInstances',
  'TerminateInstances',
  'UpdateContainerInstancesState',
  'DeregisterContainerInstance',
  'SendCommand',
];
const isAct = ({ operation, role }: Attempt): boolean => acts.includes(operation) && /reconcile/i.test(role);

interface Healed {
  readonly decidedMs: number;
  readonly restoredMs: number;
}

const heal = async ({ begin, group = {}, counts, tasksPerHost = 1 }: Trouble, seed: number): Promise<Healed> => {
  const stack = await withCluster(hosts, { seed, group, tasksPerHost });
  const { cloud, driver, attempts } = stack;
  // Not always at the same time after a sweep. EC2 is left alone while it boots.
  await driver.pass(10 * minuteMs + seed * 9_000);
  attempts.length = 0;
  const before = living(stack);
  const begun = cloud.clock.now();
  begin(stack);
  const since = (): number => cloud.clock.now() - begun;
  await driver.until(() => attempts.some(isAct), 2 * hourMs, 'something is done about it');
  const decidedMs = (attempts.find(isAct)?.at ?? begun) - begun;
  const isReplaced = (): boolean => counts === undefined || before.some((id) => !living(stack).includes(id));
  const isWhole = (): boolean => joined(stack) >= hosts && isReplaced();
  await driver.until(isWhole, 2 * hourMs, 'capacity is restored');
  return { decidedMs, restoredMs: since() };
};

const living = ({ cloud }: Stack): readonly string[] =>
  [...cloud.world.ec2.instances.values()].filter(({ state }) => state === 'running').map(({ id }) => id);

const inSeconds = (ms: number): string => (ms / 1_000).toFixed(ms < 10_000 ? 1 : 0);

export const rows = async (): Promise<readonly Row[]> => {
  const found: Row[] = [];
  for (const trouble of troubles) {
    const healed: Healed[] = [];
    for (const seed of seeds) healed.push(await heal(trouble, seed));
    const figures = (of: (healed: Healed) => number): string => {
      const all = healed.map(of);
      return `p50 ${inSeconds(median(all))}, p99 ${inSeconds(Math.max(...all))} s`;
    };
    found.push({
      what: `${trouble.what}: decided ${figures(({ decidedMs }) => decidedMs)}; restored ${figures(({ restoredMs }) => restoredMs)}`,
      ratio: Math.max(...healed.map(({ decidedMs }) => decidedMs)) / trouble.decidedWithinMs,
      against: `its bound of ${trouble.decidedWithinMs / 1_000} s to the decision, of ${seeds.length} seeds the worst`,
      bound: 1,
    });
  }
  return found;
};
