/**
 * What happens to everybody sooner or later: a host is lost while the answers to launches are, a group is replaced host by host,
 * an agent flaps. Chance alone seldom puts such things together, so each seed plays many of these stories, in an order of its
 * own, among whatever else goes wrong.
 */
import type { Random } from '../../local/cloud/kernel/random.ts';
import type { Step } from './outcome.ts';
import { stack } from './scene.ts';

type What = Step['what'];
/** Minutes after the story begins. */
type Story = readonly (readonly [minutes: number, what: What])[];

/** The role of the one writer. */
export const writer = `${stack}-OnReconcileDueRole`;

/** Whom faults of stories hit, by a name that fits into a line for `--replay`. */
export const targets: Readonly<Record<string, object>> = {
  launches: { service: 'ec2', operation: 'RunInstances', role: writer, times: 8 },
  'half-of-launches': { service: 'ec2', operation: 'RunInstances', role: writer, percent: 50, times: 8 },
  runs: { service: 'ecs', operation: 'RunTask', times: 6 },
  starts: { service: 'sfn', operation: 'StartExecution' },
  'half-of-starts': { service: 'sfn', operation: 'StartExecution', percent: 50 },
  'mostly-written-by-the-writer': { service: 'dynamodb', operation: 'PutItem', role: writer, percent: 75 },
  'written-by-the-writer': { service: 'dynamodb', operation: 'PutItem', role: writer, percent: 40 },
  'written-by-the-api': { service: 'dynamodb', operation: 'PutItem', role: `${stack}-Api*`, percent: 40 },
  terminations: { service: 'ec2', operation: 'TerminateInstances', role: writer, percent: 50 },
  'changes-of-services': { service: 'ecs', operation: '*Service', role: writer, percent: 50 },
  'the-writer-half': { function: `${stack}-on-reconcile-due`, percent: 40 },
  'the-writer-midway': { function: `${stack}-on-reconcile-due`, percent: 40, atCall: 20, when: 'after' },
  'one-host': { count: 1 },
  'one-host-briefly': { count: 1, reachable: true },
  'two-hosts': { count: 2 },
  'three-hosts': { count: 3 },
  'half-of-all': { percent: 50 },
  'all-capacity': {},
  'one-type': { instanceType: 't3.medium' },
  everything: {},
  web: { service: 'web', lasting: true },
};

const fault = (name: Extract<What, { fault: unknown }>['fault'], minutes: number, at: string): What => ({
  fault: name,
  forMs: minutes * 60_000,
  at,
});
const hand = (name: string): What => ({ hand: name });
const ask = (request: string): What => ({ request });
/** Ten seconds apart. */
const asks = (from: number, times: number, request: string): Story =>
  Array.from({ length: times }, (_, index) => [from + index / 6, ask(request)] as const);

const stories: readonly Story[] = [
  [[0, fault('call-reply-lost', 6, 'launches')], [1, hand('instance-terminated')], ...asks(2, 1, 'count-changed')],
  [[0, fault('call-reply-lost', 5, 'half-of-launches')], ...asks(0.5, 3, 'host-replaced')],
  [
    [0, fault('call-error', 3, 'launches')],
    [0.5, hand('instance-terminated')],
  ],
  [
    [0, fault('call-request-lost', 6, 'launches')],
    [0.5, hand('instance-terminated')],
  ],
  [[0, fault('call-error', 6, 'mostly-written-by-the-writer')], ...asks(0.5, 3, 'host-replaced')],
  [
    [0, ask('cluster-paused')],
    [0.5, hand('instance-terminated')],
    ...asks(1, 1, 'service-scaled'),
    [6, ask('cluster-resumed')],
  ],
  [
    [0, ask('windows-closed')],
    [0.2, fault('runtime-impaired', 15, 'one-host')],
    [12, ask('cluster-resumed')],
  ],
  [
    [0, ask('only-observed')],
    [0.2, hand('instance-terminated')],
    [0.2, fault('agent-disconnect', 14, 'one-host')],
    [14, ask('cluster-resumed')],
  ],
  [[0, fault('container-crash', 20, 'web')], ...asks(0.2, 2, 'service-deployed')],
  [[0, fault('call-reply-lost', 4, 'runs')], ...asks(1, 3, 'task-run')],
  [[0, fault('call-error', 6, 'starts')], ...asks(1, 2, 'task-run'), ...asks(2, 1, 'count-changed')],
  [[0, fault('call-reply-lost', 5, 'half-of-starts')], ...asks(1, 3, 'service-scaled')],
  [[0, fault('call-reply-lost', 8, 'written-by-the-writer')], ...asks(1, 3, 'host-replaced')],
  [[0, fault('call-reply-lost', 5, 'written-by-the-api')], ...asks(1, 4, 'cluster-put-twice-at-once')],
  [[0, fault('call-error', 4, 'terminations')], ...asks(0, 2, 'host-removed')],
  [
    [0, fault('call-reply-lost', 4, 'changes-of-services')],
    ...asks(0, 2, 'service-deployed'),
    ...asks(1, 1, 'service-made'),
  ],
  [
    [0, fault('function-crash', 5, 'the-writer-midway')],
    ...asks(0, 2, 'host-replaced'),
    [1, hand('instance-terminated')],
  ],
  [[0, fault('function-throttled', 4, 'the-writer-half')], ...asks(0, 2, 'count-changed')],
  asks(0, 6, 'host-replaced'),
  [...asks(0, 4, 'task-run'), ...asks(8, 3, 'host-replaced')],
  asks(0, 3, 'host-drained'),
  [...asks(0, 2, 'host-drained'), ...asks(4, 2, 'host-activated')],
  asks(0, 2, 'host-removed'),
  [...asks(0, 2, 'count-changed'), ...asks(5, 2, 'count-changed')],
  asks(0, 4, 'cluster-put-twice-at-once'),
  [...asks(0, 1, 'task-run'), ...asks(2, 2, 'task-stopped')],
  [...asks(0, 2, 'service-deployed'), ...asks(3, 2, 'service-scaled')],
  [...asks(0, 1, 'service-made'), ...asks(4, 1, 'service-deleted')],
  [[0, hand('instance-stopped')]],
  [
    [0, hand('tags-removed')],
    [4, hand('registration-removed')],
  ],
  [
    [0, fault('network-cut', 4, 'everything')],
    [2, hand('instance-terminated')],
    [2.5, hand('instance-terminated')],
  ],
  [[0, fault('network-cut', 25, 'everything')], [0.5, hand('instance-terminated')], ...asks(1, 1, 'count-changed')],
  [
    [0, fault('capacity-outage', 10, 'all-capacity')],
    [1, hand('instance-terminated')],
  ],
  [[0, fault('capacity-outage', 8, 'one-type')], ...asks(0, 2, 'host-replaced')],
  [[0, fault('agent-disconnect', 9, 'one-host')]],
  [[0, fault('agent-stop', 20, 'one-host')]],
  [[0, fault('agent-disconnect', 35, 'three-hosts')]],
  [[0, fault('agent-disconnect', 25, 'half-of-all')]],
  [[0, fault('instance-impaired', 1.4, 'one-host-briefly')]],
  [[0, fault('instance-impaired', 12, 'one-host')]],
  [[0, fault('runtime-impaired', 20, 'one-host')]],
];

/** `hours` of them, one beginning every few minutes. */
export const storiesOf = (random: Random, hours: number): readonly Omit<Step, 'id'>[] => {
  const everyMinutes = random.pick([4, 6, 8]);
  const order = random.shuffle(stories);
  const steps: Omit<Step, 'id'>[] = [];
  for (const [index, story] of order.entries()) {
    const beginsAt = 1 + index * everyMinutes;
    if (beginsAt >= hours * 60) break;
    for (const [minutes, what] of story) steps.push({ atMs: Math.round((beginsAt + minutes) * 60_000), what });
  }
  return steps;
};
