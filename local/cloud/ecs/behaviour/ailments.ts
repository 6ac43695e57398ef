/** What makes containers fail, and which. */
import type { World } from '../../kernel/world.ts';
import type { Ailment, TaskRecord } from '../state.ts';

/** The one that the ailment names, or the first essential one. */
export const containerHit = ({ definition }: TaskRecord, { container }: Pick<Ailment, 'container'>): string =>
  container ?? definition.shown.containerDefinitions?.find(({ essential }) => essential !== false)?.name ?? '';

/** Whether the health checks of a container fail. */
export const failsChecks = (world: World, task: TaskRecord, container: string): boolean =>
  [...world.ecs.ailments].some(
    (ailment) => ailment.exit === undefined && containerHit(task, ailment) === container && ailment.hits(task),
  );
