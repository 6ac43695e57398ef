/**
 * Behaviour that is configurable, or about which AWS's documentation is silent or contradicts itself. Every promise of
 * software that is proven here must hold for each setting; `knobsOfSeed` turns them all. Times are simulated milliseconds.
 */
import type { Random } from './random.ts';

type Range = readonly [from: number, to: number];

export interface Knob<Setting> {
  /** For people: what it turns, and where the realistic setting comes from. */
  readonly what: string;
  /** What AWS does as a rule. */
  readonly realistic: Setting;
  /** What it may do as well. */
  readonly others: readonly Setting[];
}

const range = (what: string, realistic: Range, ...others: Range[]): Knob<Range> => ({ what, realistic, others });
const duration = (what: string, realistic: number, ...others: number[]): Knob<number> => ({ what, realistic, others });
const flag = (what: string, realistic: boolean): Knob<boolean> => ({ what, realistic, others: [!realistic] });

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
  eventDelayMs: range('from a change to the delivery of its event', [200, 1_500], [0, 0], [500, 30_000]),
  noticeTerminationMs: range(
    'ECS notices that an instance was terminated under it (running and connected) and deregisters it',
    [5_000, 30_000],
    [60_000, 1_200_000],
  ),
  placeOnAnyValidHost: flag(
    'whether ECS places on any valid host, whatever the strategies prefer: they are best effort',
    false,
  ),
  imageHasAwsCli: flag('whether ECS-optimized images have the `aws` command: documentation and practice differ', false),
} as const;

export type Knobs = { readonly [Name in keyof typeof knobTable]: (typeof knobTable)[Name]['realistic'] };

const everyKnob = (setting: <Setting>(knob: Knob<Setting>) => Setting): Knobs =>
  Object.fromEntries(
    Object.entries(knobTable).map(([name, knob]) => [name, setting(knob as Knob<unknown>)]),
  ) as unknown as Knobs;

export const realisticKnobs: Knobs = everyKnob((knob) => knob.realistic);

/** Each knob at one of its settings; the realistic one is as likely as all others together. */
export const knobsOfSeed = (random: Random): Knobs =>
  everyKnob((knob) => (random.next() < 0.5 ? knob.realistic : random.pick(knob.others)));
