/** What invariants look at: calls as they are carried out, what is stored, and the world itself. Nothing of the planner. */
import type { EventClock } from '../../local/cloud/kernel/clock.ts';
import type { World } from '../../local/cloud/kernel/world.ts';
import type { Asked } from './players.ts';
import type { StoredTruth } from './stored-truth.ts';
import type { Wanted } from './world-of-seed.ts';

/** A run of one of our functions, by which calls that belong together are known. */
export interface Invocation {
  readonly id: string;
  /** `on-reconcile-due`. */
  readonly function: string;
  readonly beganAt: number;
  /** What it was answered so far: `DescribeInstances shop`. */
  readonly reads: Set<string>;
  /** Types of the actions of decisions that it wrote, with their cluster: `shop terminate`. */
  readonly decided: Set<string>;
}

export interface Seen {
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs and outputs of all operations.
  readonly input: any;
  /** `OnReconcileDue` for a role of ours, else the role's own name. */
  readonly role: string;
  readonly ours: boolean;
  /** Whether it changes something in EC2, ECS or SSM. */
  readonly changes: boolean;
  readonly invocation: Invocation | undefined;
}

export interface Done extends Seen {
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly output?: any;
  /** AWS's code, when it refused. */
  readonly refused?: string;
}

export interface Scene {
  readonly world: World;
  readonly clock: EventClock;
  readonly wanted: Wanted;
  readonly asked: Asked;
  readonly stored: StoredTruth;
  /** Operations that the API accepted, with what was asked: `PUT /v1/clusters/shop`. */
  readonly accepted: ReadonlyMap<string, string>;
  /** From then on nobody breaks anything; undefined as long as things go wrong. */
  readonly frozenAt: () => number | undefined;
  /** Calls that the embedded AWS itself has failed at. */
  readonly failures: () => readonly string[];
  /** When what is stored of the poisoned cluster was spoilt. */
  readonly poisonedAt: () => number | undefined;
}

/** What an invariant does while a simulation runs. `broken` may be called as often as it is. */
export interface Watcher {
  /** Before a call has its effect. */
  readonly before?: (seen: Seen) => void;
  /** What its caller hears of it in the end, throttles and faults included; `output` is not among it. */
  readonly answered?: (done: Done) => void;
  /** After it. */
  readonly after?: (done: Done) => void;
  /** Once in a simulated minute. */
  readonly eachMinute?: () => void;
  /** When everything has come to rest, or should have. */
  readonly atEnd?: () => void;
}

export interface Invariant {
  readonly name: string;
  /** What is promised, in one sentence. */
  readonly promise: string;
  readonly watch: (scene: Scene, broken: (what: string) => void) => Watcher;
}

export const stack = 'quaymaster-test';
/** In which all that we remember is. */
export const table = `${stack}-StateTable`;

export const minuteMs = 60_000;

interface Tagged {
  readonly tags: ReadonlyMap<string, string>;
}

/** The full triple, and of our stack. */
export const isOurHost = ({ tags }: Tagged): boolean =>
  tags.get('quaymaster:stack') === stack &&
  Boolean(tags.get('quaymaster:cluster')) &&
  Boolean(tags.get('quaymaster:group'));

export const groupOf = ({ tags }: Tagged): string =>
  `${tags.get('quaymaster:cluster')}/${tags.get('quaymaster:group')}`;

export const livingHosts = (world: World) =>
  [...world.ec2.instances.values()].filter(
    (one) => (one.state === 'pending' || one.state === 'running') && isOurHost(one),
  );

/** A container instance by its id or ARN. */
export const registrationOf = (world: World, cluster: string, containerInstance: string) =>
  world.ecs.clusters.get(cluster.split('/').at(-1) ?? '')?.hosts.get(containerInstance.split('/').at(-1) ?? '');

/** The cluster that a call is about, by its name or by its first instance; EC2 forgets tags of what has gone. */
export const clusterIn = ({ world, stored }: Scene, { input }: Seen): string => {
  const [instance] = input.InstanceIds ?? [];
  const tags: readonly { Key: string; Value: string }[] = input.TagSpecifications?.[0]?.Tags ?? [];
  return (
    input.cluster ??
    input.clusterName ??
    tags.find(({ Key }) => Key === 'quaymaster:cluster')?.Value ??
    stored.clusterOf.get(instance) ??
    world.ec2.instances.get(instance)?.tags.get('quaymaster:cluster') ??
    'no cluster'
  );
};
