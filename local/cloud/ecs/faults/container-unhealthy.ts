import * as z from 'zod/mini';
import { activate, faultKind } from '../../faults/fault.ts';
import { checksChange } from '../behaviour/container-health.ts';
import { matching, runningTasks, taskChoice } from './chosen-tasks.ts';

export const containerUnhealthy = faultKind({
  what: 'The health checks of containers fail, those of tasks to come included, and pass again when the fault ends. Containers without checks go on.',
  parameters: z.strictObject(taskChoice),
  begin: (world, choice) => {
    const hits = matching(world, choice);
    const mend = activate(world.ecs.containerFaults, { hits, container: choice.container, exit: undefined });
    for (const task of runningTasks(world, hits)) checksChange(world, task);
    return () => {
      mend();
      for (const task of runningTasks(world, hits)) checksChange(world, task);
    };
  },
});
