/**
 * Behaviour that is configurable, or about which AWS's documentation is silent or contradicts itself. Every promise of
 * software that is proven here must hold for each setting; `knobsOfSeed` turns them all. Times are simulated milliseconds.
 */
import { count, duration, flag, type Knob, percent, range } from './knob.ts';
import type { Random } from './random.ts';

export const knobTable = {
  instanceStartMs: range(
    'pending → running; about 16.5 s whatever the family (brevdev/ec2-coldboot-research)',
    [12_000, 22_000],
    [3_000, 6_000],
    [60_000, 180_000],
  ),
  bootMs: range(
    'running → the agent registers, user data included; with the start a host joins 60 to 120 s after its launch',
    [50_000, 90_000],
    [5_000, 20_000],
    [60_000, 300_000],
  ),
  instanceStopMs: range('stopping → stopped, shutting-down → terminated', [15_000, 40_000], [1_000, 120_000]),
  statusChecksMs: range(
    'running → both status checks are `ok`, `initializing` until then; 90 to 300 s were measured',
    [90_000, 180_000],
    [30_000, 300_000],
  ),
  describeLagMs: range(
    'a launch → other calls know the instance, and then its tags: InvalidInstanceID.NotFound until then, or missing from lists',
    [0, 2_000],
    [0, 0],
    [0, 30_000],
  ),
  launchTokenMs: duration(
    'how long a client token of RunInstances is remembered after the last of its instances was terminated: "at least 24 hours"',
    86_400_000,
    7 * 86_400_000,
  ),
  deregisteredImageIsUnknown: flag(
    'whether a launch from a deregistered image is refused as InvalidAMIID.NotFound; documented is InvalidAMIID.Unavailable too',
    true,
  ),
  autoRecoveryMs: range(
    'a system status check fails → simplified automatic recovery moves the instance; AWS does not say how long that takes',
    [180_000, 600_000],
    [60_000, 60_000],
    [600_000, 3_600_000],
  ),
  spotNotices: percent(
    'how many in a hundred spot interruptions come with a notice: they are emitted "on a best effort basis"',
    99,
    100,
    80,
    0,
  ),
  terminatedTagsMs: range(
    'how long a terminated instance keeps its tags: they "may no longer be visible … after a short while"',
    [300_000, 1_800_000],
    [0, 0],
    [7_200_000, 7_200_000],
  ),
  terminatedVisibleMs: duration('how long a terminated instance stays visible', 3_600_000, 1_200_000),
  taskStartMs: range('PENDING → RUNNING: image pull and container start', [3_000, 9_000], [1_000, 60_000]),
  taskStopMs: range("SIGTERM → STOPPED; at most the container's stopTimeout", [1_000, 5_000], [1_000, 40_000]),
  stoppedTaskVisibleMs: duration('how long a stopped task stays visible: "at least one hour"', 3_600_000, 7_200_000),
  serviceSchedulerMs: duration(
    'how often the service scheduler looks at a service that has something to do',
    5_000,
    1_000,
    20_000,
  ),
  placementTries: count(
    'how often in a row the service scheduler tries to place a task before it backs off; 3 (aws/amazon-ecs-agent#1160)',
    3,
    1,
    10,
  ),
  placementRetryMs: duration(
    'between these tries; three take about 50 s (reproio/ecs_deploy#53)',
    25_000,
    5_000,
    60_000,
  ),
  placementBackoffMs: duration(
    'how long it then waits: 5 min were measured (reproio/ecs_deploy#53), 15 min seen (aws/amazon-ecs-agent#1160)',
    300_000,
    60_000,
    900_000,
  ),
  newCapacityEndsBackoff: flag(
    'whether room that comes (a host, a task that leaves one) ends that wait; in reproio/ecs_deploy#53 it did not',
    false,
  ),
  unplacedTasksFail: flag(
    "whether a task for which there is no host counts as failed for the circuit breaker: API_Deployment's `failedTasks` says so",
    true,
  ),
  fullPercentsRefused: flag(
    'whether percentages of 100 and 100 are refused, as seen of CreateService; container-instance-draining has them accepted, and blocking for ever',
    false,
  ),
  steadyStateRepeatMs: duration(
    'how often a service that stays steady says so again: "periodically" (service-event-messages-list)',
    21_600_000,
    3_600_000,
  ),
  moreServiceActions: flag(
    'whether ECS Service Action events tell of stopped tasks and of deployments too, as newer editions of ecs_service_events list without an example',
    false,
  ),
  drainingSparesProtected: flag(
    'whether protected tasks stay on a DRAINING host: task-scale-in-protection speaks of scaling and deployments only',
    true,
  ),
  zoneRebalancingMs: duration(
    'how long a steady service is left unevenly spread over zones before tasks are moved; not documented',
    300_000,
    60_000,
    1_800_000,
  ),
  eventDelayMs: range('from a change to the delivery of its event', [200, 1_500], [0, 0], [500, 30_000]),
  bestEffortEventsLost: percent(
    'how many in a hundred events of best-effort sources (EC2, Spot, ECR, SSM, Step Functions) never arrive: "in some rare cases"',
    0,
    5,
    40,
  ),
  eventDuplicates: percent(
    'how many in a hundred events reach their rules twice: "in rare cases, the same rule can be run more than once"',
    0,
    5,
    50,
  ),
  queueDuplicates: percent('how many in a hundred messages of a standard queue are delivered twice', 0, 5, 30),
  queueDisorder: percent(
    'how many in a hundred receives from a standard queue take messages in any order: order is best effort',
    0,
    50,
    100,
  ),
  queueNoticeMs: range(
    'how long the event source mapping of a function that has nothing to do takes to notice a message: "up to 20 seconds"',
    [10, 150],
    [0, 0],
    [0, 20_000],
  ),
  functionStartMs: range(
    'how long a new execution environment of a function takes to start: "from under 100 ms to over 1 second"',
    [150, 700],
    [0, 0],
    [1_000, 5_000],
  ),
  functionKeptMs: duration(
    'how long an idle execution environment is kept for the next invocation: AWS does not say',
    600_000,
    60_000,
    7_200_000,
  ),
  asynchronousDuplicates: percent(
    "how many in a hundred asynchronous invocations happen twice, without any error: Lambda's queue is eventually consistent",
    0,
    5,
    30,
  ),
  itemExpiryMs: range(
    'how long DynamoDB takes to look again for items past their time to live: "within a few days", 48 hours of old',
    [3_600_000, 172_800_000],
    [60_000, 60_000],
    [172_800_000, 432_000_000],
  ),
  staleReadMs: range(
    'how far eventually consistent reads of DynamoDB are behind, "usually within one second or less"',
    [0, 0],
    [0, 1_000],
    [1_000, 5_000],
  ),
  throttling: flag(
    "whether calls are refused when they come faster than AWS's documented token buckets refill; off, so that test suites can hammer it",
    false,
  ),
  staleDescribesMs: range(
    'how far a Describe, List or Get of EC2 or ECS may be behind when the same caller repeats it: eventual consistency',
    [0, 0],
    [0, 2_000],
    [0, 15_000],
  ),
  noticeTerminationMs: range(
    'ECS notices that an instance was terminated under it (running and connected) and deregisters it',
    [5_000, 30_000],
    [60_000, 1_200_000],
  ),
  agentFlapsPerHour: count(
    'how often an hour an agent drops its connection for up to 2.5 min by itself: "several times per hour" says AWS; none unless turned, since each is two events',
    0,
    2,
    6,
  ),
  agentAwayImpairedMs: duration(
    'how long an agent is away before ECS calls its host impaired (AGENT_CONNECTIVITY): "a threshold", says AWS',
    300_000,
    60_000,
    900_000,
  ),
  forcedDeregisterStopsTasks: flag(
    'whether deregistering a container instance by force stops its containers, or leaves them as orphans: the pages of the operation and of the events contradict each other',
    false,
  ),
  failuresBindToken: flag('whether a RunTask that was answered with failures only binds its client token', false),
  ecsVisibleAfterMs: range(
    'from the start of a task, or the registration of a host, to its being seen by Describe and List: eventual consistency',
    [0, 0],
    [0, 5_000],
    [0, 60_000],
  ),
  placeOnAnyValidHost: flag(
    'whether ECS places on any valid host, whatever the strategies prefer: they are best effort',
    false,
  ),
  statesAllIncludesDataLimit: flag(
    'whether `States.ALL` catches `States.DataLimitExceeded`: the documentation says no, recordings of AWS say yes',
    false,
  ),
  ssmConnectionLostMs: duration(
    'how long Systems Manager does not hear of a node before it calls that ConnectionLost; AWS does not say',
    300_000,
    60_000,
    1_800_000,
  ),
  ssmInvocationVisibleMs: range(
    'from SendCommand to GetCommandInvocation knowing its invocations: the waiter CommandExecuted waits for that',
    [100, 2_000],
    [0, 0],
    [2_000, 15_000],
  ),
  ssmDeliveryCountsExecution: flag(
    'whether a command is given up only after TimeoutSeconds and its execution timeout (monitor-commands), or after the former (API_SendCommand)',
    false,
  ),
  imageHasAwsCli: flag('whether ECS-optimized images have the `aws` command: documentation and practice differ', false),
} as const;

export type Knobs = { readonly [Name in keyof typeof knobTable]: (typeof knobTable)[Name]['preset'] };

const everyKnob = (setting: <Setting>(knob: Knob<Setting>) => Setting): Knobs =>
  Object.fromEntries(
    Object.entries(knobTable).map(([name, knob]) => [name, setting(knob as Knob<unknown>)]),
  ) as unknown as Knobs;

export const presetKnobs: Knobs = everyKnob((knob) => knob.preset);

/** Each knob at one of its settings; the preset is as likely as all others together. */
export const knobsOfSeed = (random: Random): Knobs =>
  everyKnob((knob) => (random.next() < 0.5 ? knob.preset : random.pick(knob.others)));
