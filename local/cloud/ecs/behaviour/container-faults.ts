/** What makes containers fail, and which. */
import type { World } from '../../kernel/world.ts';
import type { ContainerFault, TaskRecord } from '../state.ts';

/** The one that the fault names, or the first essential one. */
export const containerHit = ({ definition }: TaskRecord, { container }: Pick<ContainerFault, 'container'>): string =>
  container ?? definition.shown.containerDefinitions?.find(({ essential }) => essential !== false)?.name ?? '';

/** Whether the health checks of a container fail. */
export const failsChecks = (world: World, task: TaskRecord, container: string): boolean =>
  [...world.ecs.containerFaults].some(
    (fault) => fault.exit === undefined && containerHit(task, fault) === container && fault.hits(task),
  );
