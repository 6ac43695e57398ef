/** Which tasks a fault hits. */
import * as z from 'zod/mini';
import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import type { World } from '../../kernel/world.ts';
import type { TaskRecord } from '../state.ts';

/** Whatever is said narrows the choice; nothing said means every task of the account. */
export const taskChoice = {
  /** Names. */
  cluster: z.optional(z.string()),
  service: z.optional(z.string()),
  family: z.optional(z.string()),
  /** The name of the container; without it the first essential one of each task. */
  container: z.optional(z.string()),
  /** Only on these hosts, chosen when the fault begins: bad hosts break whatever is placed on them. */
  hosts: z.optional(instanceChoice),
} as const;

export interface TaskChoice {
  readonly cluster?: string | undefined;
  readonly service?: string | undefined;
  readonly family?: string | undefined;
  readonly container?: string | undefined;
  readonly hosts?: z.infer<typeof instanceChoice> | undefined;
}

/** Tells whether a task is meant, one to come included. Throws FaultRefused when the hosts are none. */
export const matching = (world: World, choice: TaskChoice): ((task: TaskRecord) => boolean) => {
  const hosts =
    choice.hosts === undefined ? undefined : new Set(chosenInstances(world, choice.hosts).map(({ id }) => id));
  return ({ cluster, service, definition, host }) =>
    (choice.cluster ?? cluster.name) === cluster.name &&
    (choice.service === undefined || choice.service === service?.name) &&
    (choice.family ?? definition.family) === definition.family &&
    (choice.container === undefined ||
      definition.shown.containerDefinitions?.some(({ name }) => name === choice.container) === true) &&
    (hosts?.has(host.instanceId) ?? true);
};

/** Those that run now, oldest first in each cluster. */
export const runningTasks = (world: World, hits: (task: TaskRecord) => boolean): readonly TaskRecord[] =>
  [...world.ecs.clusters.values()].flatMap(({ tasks }) =>
    [...tasks.live].filter((task) => task.shown.lastStatus === 'RUNNING' && hits(task)),
  );
