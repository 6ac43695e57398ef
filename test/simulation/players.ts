/** What a step has at hand when it happens. */
import type { Random } from '../../local/cloud/kernel/random.ts';
import type { World } from '../../local/cloud/kernel/world.ts';
import type { Wanted } from './world-of-seed.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes.
  readonly body: any;
}

export interface Players {
  readonly world: World;
  /** Dice of this step alone. */
  readonly random: Random;
  readonly wanted: Wanted;
  /** What was asked for last, by cluster and by `cluster/service`. */
  readonly asked: Asked;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A call as a person makes it; what AWS refuses is nothing to them. */
  // biome-ignore lint/suspicious/noExplicitAny: outputs of many operations.
  aws(service: string, operation: string, input: object): Promise<any>;
}

/** The bodies that the API has accepted last; none: it was asked to delete it. */
export interface Asked {
  readonly clusters: Map<string, Readonly<Record<string, unknown>> | undefined>;
  readonly services: Map<string, Readonly<Record<string, unknown>> | undefined>;
}

/** Clusters that live and are not poisoned. */
export const livingClusters = ({ asked, wanted }: Players): readonly string[] =>
  [...asked.clusters].filter(([name, body]) => body !== undefined && name !== wanted.poisoned).map(([name]) => name);

/** One of them, or none where there is none; throws one die whatever there is. */
export const oneOf = <Item>(random: Random, items: readonly Item[]): Item | undefined => {
  const die = random.next();
  return items[Math.floor(die * items.length)];
};

/** Instances that our stack launched for a cluster, in the order of their launch. */
export const hostsOf = ({ world }: Players, cluster: string) =>
  [...world.ec2.instances.values()].filter(
    ({ tags, state }) =>
      tags.get('quaymaster:cluster') === cluster && state !== 'terminated' && tags.has('quaymaster:group'),
  );
