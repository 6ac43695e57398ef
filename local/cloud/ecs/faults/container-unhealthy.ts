import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { checksChange } from '../behaviour/container-health.ts';
import { meant, runningTasks, taskChoice } from './chosen-tasks.ts';

export const containerUnhealthy = faultKind({
  what: 'The health checks of containers fail, those of tasks to come included, and pass again when the fault ends. Containers without checks go on.',
  parameters: z.strictObject(taskChoice),
  begin: (world, choice) => {
    const hits = meant(world, choice);
    const ailment = { hits, container: choice.container, exit: undefined };
    world.ecs.ailments.add(ailment);
    for (const task of runningTasks(world, hits)) checksChange(world, task);
    return () => {
      world.ecs.ailments.delete(ailment);
      for (const task of runningTasks(world, hits)) checksChange(world, task);
    };
  },
});
