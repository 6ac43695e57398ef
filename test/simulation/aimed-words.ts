/**
 * Parameters with which a fault hits for sure, as long as there is a host, a launch, a task or a call for it: the one writer, all
 * zones, the hosts and images that are there. Random parameters are `anyOfOurs`.
 */
import type { FaultName } from '../../local/cloud/faults/catalogue.ts';
import type { Random } from '../../local/cloud/kernel/random.ts';
import type { World } from '../../local/cloud/kernel/world.ts';
import type { Step } from './outcome.ts';
import { livingHosts, stack, table } from './scene.ts';

/** In place of a target, in steps and in lines for `--replay`. */
export const aimed = 'aimed';

type What = Step['what'];
type Parameters = Readonly<Record<string, unknown>>;

/** One fault for each, begun together; none where there is nothing to aim at. */
export const aimedAt = (world: World, random: Random, name: FaultName): readonly Parameters[] =>
  (aims[name] ?? anyHost)(world, random);

const writer = { role: `${stack}-OnReconcileDueRole` };
const reconcile = { function: `${stack}-on-reconcile-due` };
const someCalls = (_world: World, random: Random) => [{ ...writer, percent: random.between(20, 60) }];
const someRuns = (_world: World, random: Random) => [
  { ...reconcile, atCall: random.between(2, 25), when: random.pick(['before', 'after']), percent: 50 },
];
/** Also for all that is not named below: it happens to a host of ours. */
const anyHost = (world: World, random: Random, market?: string): readonly Parameters[] => {
  const hosts = livingHosts(world).filter(
    ({ id, market: of }) =>
      (market ?? of) === of && (world.ecs.hostsByInstance.get(id) ?? []).some(({ agentConnected }) => agentConnected),
  );
  return hosts.length === 0 ? [] : [{ instanceIds: [random.pick(hosts).id] }];
};
const spotHost = (world: World, random: Random) => anyHost(world, random, 'spot');
const each = <Key extends string>(key: Key, values: readonly string[], more: Parameters = {}) =>
  [...new Set(values)].map((value) => ({ ...more, [key]: value }));
const zones = ({ ec2 }: World) => ec2.availabilityZones.map(({ name }) => name);

const aims: Partial<Record<FaultName, (world: World, random: Random) => readonly Parameters[]>> = {
  'call-error': someCalls,
  'call-throttled': someCalls,
  'call-request-lost': someCalls,
  'call-reply-lost': someCalls,
  'call-delay': (_world, random) => [{ ...writer, ms: [100, 4_000], where: random.pick(['request', 'answer']) }],
  'throttle-bucket': (_world, random) => [{ group: random.pick(['ec2 *', 'ecs *']), factor: random.pick([0, 0.02]) }],
  'stale-reads': () => [{ ...writer, ms: [0, 30_000] }],
  'scheduled-event': (world, random) =>
    anyHost(world, random).map((host) => ({
      ...host,
      code: random.pick(['instance-retirement', 'system-reboot']),
      inMs: 300_000,
    })),
  'spot-interruption': spotHost,
  'rebalance-recommendation': spotHost,
  'az-outage': (world, random) =>
    each('availabilityZone', [random.pick(livingHosts(world)).availabilityZone], {
      hosts: random.pick(['unreachable', 'dead']),
    }),
  'capacity-outage': () => [{}],
  quota: () => [
    { market: 'on-demand', vcpus: 0 },
    { market: 'spot', vcpus: 0 },
  ],
  'instance-quota': () => [{ instances: 0 }],
  'type-not-offered': (world) =>
    each(
      'instanceType',
      livingHosts(world).map(({ type }) => type.name),
    ).flatMap((type) => each('availabilityZone', zones(world), type)),
  'bad-ami': (_world, random) => [{ mode: random.pick(['no-agent', 'kernel-panic', 'no-user-data']) }],
  'boot-slow': (_world, random) => [{ times: random.between(2, 8) }],
  'image-deregistered': (world) =>
    each(
      'imageId',
      livingHosts(world).map(({ image }) => image.id),
    ),
  'network-cut': (world, random) => each('availabilityZone', [random.pick(livingHosts(world)).availabilityZone]),
  'subnet-full': (world) =>
    each(
      'subnetId',
      livingHosts(world).map(({ subnetId }) => subnetId),
    ),
  'container-crash': (_world, random) => [{ family: 'web', afterMs: random.pick([1_000, 40_000]) }],
  'container-unhealthy': () => [{ family: 'api' }],
  'task-out-of-memory': () => [{ family: 'web', afterMs: 60_000 }],
  'image-unpullable': () => [{ image: 'nginx' }],
  'placement-on-any-valid-host': () => [{}],
  'events-dropped': () => [{ durableToo: true }],
  'events-duplicated': () => [{ copies: 3, laterMs: [0, 60_000] }],
  'events-delayed': () => [{ byMs: [1_000, 120_000] }],
  'events-reordered': () => [{ windowMs: 60_000 }],
  'event-forged': (world, random) =>
    livingHosts(world).length === 0
      ? []
      : [
          {
            source: 'aws.ec2',
            detailType: 'EC2 Instance State-change Notification',
            detail: { 'instance-id': random.pick(livingHosts(world)).id, state: 'terminated' },
          },
        ],
  'function-crash': someRuns,
  'function-timeout': someRuns,
  'function-slow': () => [{ ...reconcile, byMs: [1_000, 30_000] }],
  'function-throttled': () => [{ ...reconcile, percent: 70 }],
  'functions-overlap': () => [{ ...reconcile, afterMs: [50, 5_000] }],
  'clock-skew': (_world, random) => [{ ...reconcile, byMs: random.pick([-600_000, 600_000]) }],
  'credentials-expired': () => [reconcile],
  'permission-revoked': (_world, random) => [
    { ...writer, action: random.pick(['ecs:*', 'ec2:*', 'dynamodb:PutItem']) },
  ],
  'dynamodb-throttled': () => [{ table, percent: 40 }],
  'dynamodb-conditional-failure': () => [{ table, percent: 60 }],
  'ssm-agent-offline': () => [{}],
  'execution-abort': () => [{}],
};

const lost: What = { hand: 'instance-terminated' };
const deployed: What = { request: 'service-deployed' };
const run: What = { request: 'task-run' };

/** What a fault needs beside it, so that it matters: where nothing is launched, nothing is wrong with a bad image. */
const needed: Partial<Record<FaultName, readonly What[]>> = {
  ...Object.fromEntries(
    [
      'capacity-outage',
      'quota',
      'instance-quota',
      'type-not-offered',
      'bad-ami',
      'boot-slow',
      'image-deregistered',
      'subnet-full',
      'az-outage',
      'functions-overlap',
      'dynamodb-conditional-failure',
    ].map((name) => [name, [lost, lost]]),
  ),
  ...Object.fromEntries(
    [
      'container-crash',
      'container-unhealthy',
      'image-unpullable',
      'placement-on-any-valid-host',
      'task-out-of-memory',
    ].map((name) => [name, [deployed, run]]),
  ),
  'ssm-agent-offline': [
    { fault: 'agent-hang', forMs: 480_000, at: aimed },
    { fault: 'agent-stop', forMs: 480_000, at: aimed },
  ],
  'execution-abort': [{ request: 'count-changed' }, { request: 'host-replaced' }],
};

export const neededBy = (fault: FaultName, random: Random): readonly What[] =>
  needed[fault] ?? [
    { request: random.pick(['count-changed', 'task-run', 'service-scaled', 'host-replaced', 'service-deployed']) },
  ];
