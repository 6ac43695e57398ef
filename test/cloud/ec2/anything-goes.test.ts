/** Whatever is called and whatever breaks, in whatever order, with whatever knobs: what EC2 never does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBlock, usableAddresses } from '../../../local/cloud/ec2/addresses.ts';
import type { InstanceStateName } from '../../../local/cloud/ec2/state.ts';
import type { EventEnvelope } from '../../../local/cloud/events/state.ts';
import type { FaultName, FaultParameters } from '../../../local/cloud/faults/catalogue.ts';
import { FaultRefused } from '../../../local/cloud/faults/fault.ts';
import { AwsError } from '../../../local/cloud/kernel/aws-error.ts';
import { knobsOfSeed } from '../../../local/cloud/kernel/knobs.ts';
import { Random } from '../../../local/cloud/kernel/random.ts';
import { administer, type Ec2Bench, ec2Bench, launchInput, watchEvents } from './support.ts';

type Fault = { readonly [Name in FaultName]: readonly [name: Name, parameters: FaultParameters<Name>] }[FaultName];
type Step =
  | {
      readonly do: 'launch';
      readonly count: number;
      readonly type: string;
      readonly spot: boolean;
      readonly token?: string;
    }
  | { readonly do: 'terminate' | 'stop' | 'start' | 'reboot'; readonly which: number }
  | { readonly do: 'break'; readonly fault: Fault; readonly forMs: number }
  | { readonly do: 'wait'; readonly ms: number };

const availabilityZone = fc.constantFrom('us-east-1a', 'us-east-1b', 'us-east-1c');
const market = fc.constantFrom('on-demand' as const, 'spot' as const);
const few = { percent: 40 };

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    ['host-crash', few],
    ['host-crash', { ...few, leaves: 'stopped' }],
    ['host-terminate', few],
    ['host-reboot', few],
    ['instance-impaired', few],
    ['instance-impaired', { ...few, check: 'instance' }],
    ['spot-interruption', few],
    ['spot-interruption', { ...few, withoutNotice: true }],
    ['rebalance-recommendation', few],
    ['scheduled-event', { ...few, code: 'instance-stop', inMs: 90_000 }],
    ['scheduled-event', { ...few, code: 'system-reboot', inMs: 90_000 }],
    ['quota', { market: 'on-demand', vcpus: 12 }],
    ['bad-ami', { mode: 'kernel-panic' }],
    ['boot-slow', { times: 5 }],
    ['network-cut', {}],
  ),
  availabilityZone.map((zone): Fault => ['az-outage', { availabilityZone: zone }]),
  availabilityZone.map((zone): Fault => ['az-outage', { availabilityZone: zone, hosts: 'dead' }]),
  fc
    .tuple(availabilityZone, market)
    .map(([zone, of]): Fault => ['capacity-outage', { availabilityZone: zone, market: of, left: 1 }]),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('launch' as const),
    count: fc.integer({ min: 1, max: 4 }),
    type: fc.constantFrom('t3.medium', 'm5.xlarge'),
    spot: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('launch' as const),
    count: fc.integer({ min: 1, max: 2 }),
    type: fc.constant('t3.medium'),
    spot: fc.constant(false),
    token: fc.constantFrom('a', 'b'),
  }),
  fc.record({
    do: fc.constantFrom('terminate' as const, 'stop' as const, 'start' as const, 'reboot' as const),
    which: fc.nat(20),
  }),
  fc.record({ do: fc.constant('break' as const), fault, forMs: fc.constantFrom(30_000, 300_000, 3_600_000) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 20_000, 120_000, 1_800_000) }),
);

/** So that there is something to break. */
const beginning: readonly Step[] = [
  { do: 'launch', count: 4, type: 't3.medium', spot: false },
  { do: 'launch', count: 4, type: 'm5.xlarge', spot: true },
  { do: 'wait', ms: 200_000 },
];

const operations = {
  terminate: 'TerminateInstances',
  stop: 'StopInstances',
  start: 'StartInstances',
  reboot: 'RebootInstances',
};

const carryOut = async (bench: Ec2Bench, launched: Set<string>, one: Step): Promise<void> => {
  if (one.do === 'wait') return bench.driver.pass(one.ms);
  if (one.do === 'break') {
    bench.cloud.faults.begin(...(one.fault as ['network-cut', object]), one.forMs);
    return;
  }
  if (one.do === 'launch') {
    const request = launchInput({
      InstanceType: one.type as 't3.medium',
      MaxCount: one.count,
      ...(one.token !== undefined && { ClientToken: one.token }),
      ...(one.spot && { InstanceMarketOptions: { MarketType: 'spot' } }),
    });
    const answer = (await administer(bench, 'ec2', 'RunInstances', request)) as { Instances: { InstanceId: string }[] };
    for (const { InstanceId } of answer.Instances) launched.add(InstanceId);
    return;
  }
  const id = [...launched].at(one.which % Math.max(1, launched.size));
  if (id !== undefined) await administer(bench, 'ec2', operations[one.do], { InstanceIds: [id] });
};

/** What AWS refuses, and faults of which there is nothing to break, are as good as anything else. */
const orRefused = async (work: Promise<void>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AwsError) && !(error instanceof FaultRefused)) throw error;
  }
};

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
const next: Readonly<Record<InstanceStateName | 'none', readonly InstanceStateName[]>> = {
  none: ['pending'],
  pending: ['running', 'shutting-down'],
  running: ['stopping', 'shutting-down'],
  stopping: ['stopped', 'shutting-down'],
  stopped: ['pending', 'terminated'],
  'shutting-down': ['terminated'],
  terminated: [],
};

/** What became of which instance when, in the order in which it was told. */
interface Told {
  readonly id: string;
  readonly state: InstanceStateName;
  readonly at: number;
}

const statesTold = (events: readonly EventEnvelope[]): readonly Told[] =>
  events
    .filter((event) => event['detail-type'] === 'EC2 Instance State-change Notification')
    .map(({ detail, time }) => {
      const { 'instance-id': id, state } = detail as { 'instance-id': string; state: InstanceStateName };
      return { id, state, at: Date.parse(time) };
    });

const checkAddresses = ({ cloud }: Ec2Bench): void => {
  const { instances, subnets } = cloud.world.ec2;
  const living = [...instances.values()].filter(({ state }) => state !== 'terminated');
  const addresses = living.map(({ networkInterface }) => networkInterface.privateIp);
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const subnet of subnets.values()) {
    const own = living.filter(({ subnetId }) => subnetId === subnet.id).map((one) => one.networkInterface.privateIp);
    expect([...subnet.taken].sort()).toEqual(own.sort());
    const { from, to } = usableAddresses(parseBlock(subnet.cidr)!);
    expect(subnet.taken.size).toBeLessThanOrEqual(to - from + 1);
  }
};

/** Every state that an instance is in was reached by a legal step, and every step was told. */
const checkStates = ({ cloud }: Ec2Bench, steps: readonly Told[]): ReadonlyMap<string, Told> => {
  const last = new Map<string, Told>();
  for (const one of steps) {
    const before = last.get(one.id)?.state ?? 'none';
    expect(next[before], `${before} → ${one.state}`).toContain(one.state);
    last.set(one.id, one);
  }
  for (const { id, state } of cloud.world.ec2.instances.values()) expect(last.get(id)?.state).toBe(state);
  return last;
};

/** A terminated instance is there as long as the knob says; events tell whole seconds. */
const checkWhoIsKnown = ({ cloud }: Ec2Bench, last: ReadonlyMap<string, Told>): void => {
  const before = cloud.clock.now() - cloud.world.knobs.terminatedVisibleMs;
  for (const { id, state, at } of last.values())
    if (state !== 'terminated' || Math.abs(at - before) > 1_000)
      expect(cloud.world.ec2.instances.has(id)).toBe(state !== 'terminated' || at > before);
};

test('anything goes', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), fc.nat(), async (steps, seed) => {
      const toldAtOnce = { eventDelayMs: [0, 0], bestEffortEventsLost: 0, eventDuplicates: 0 } as const;
      const knobs = { ...knobsOfSeed(new Random(seed)), ...toldAtOnce };
      const bench = await ec2Bench({ seed, knobs });
      const { cloud, driver } = bench;
      const events = watchEvents(bench);
      const launched = new Set<string>();
      for (const one of [...beginning, ...steps]) {
        await orRefused(carryOut(bench, launched, one));
        checkAddresses(bench);
      }
      cloud.faults.endAll();
      await driver.pass(3 * 3_600_000);
      checkAddresses(bench);
      checkWhoIsKnown(bench, checkStates(bench, statesTold(events)));
      expect(cloud.journal.entries().filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
