/** Containers that crash, or are killed for the memory they use: once, or again and again. */
import * as z from 'zod/mini';
import { activate, type EndFault, FaultRefused, faultKind } from '../../faults/fault.ts';
import type { World } from '../../kernel/world.ts';
import { containerHit } from '../behaviour/container-faults.ts';
import { planExit } from '../behaviour/exit-container.ts';
import type { ContainerExit } from '../state.ts';
import { matching, runningTasks, type TaskChoice, taskChoice } from './chosen-tasks.ts';

const when = {
  /** From the start of the fault, and of each later container: at once unless said otherwise. */
  afterMs: z.optional(z.int().check(z.minimum(0), z.maximum(86_400_000))),
  /** Containers that start while the fault lasts end too, unless this is false: then it happens once to those that run. */
  lasting: z.optional(z.boolean()),
} as const;

export const containerCrash = faultKind({
  what: 'Containers end with an exit code: those that run, and while the fault lasts each that starts, so that tasks crash in a loop.',
  parameters: z.strictObject({
    ...taskChoice,
    ...when,
    /** 1 unless said otherwise. */
    exitCode: z.optional(z.int().check(z.minimum(0), z.maximum(255))),
  }),
  begin: (world, { afterMs = 0, exitCode = 1, lasting = true, ...choice }) =>
    exits(world, choice, { afterMs, exitCode }, lasting),
});

/**
 * 137 is SIGKILL; the reason is the one on
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/out-of-memory.html
 */
export const taskOutOfMemory = faultKind({
  what: 'Containers are killed because they use more memory than they may: exit code 137, OutOfMemoryError.',
  parameters: z.strictObject({ ...taskChoice, ...when }),
  begin: (world, { afterMs = 0, lasting = true, ...choice }) => {
    const reason = 'OutOfMemoryError: Container killed due to memory usage';
    return exits(world, choice, { afterMs, exitCode: 137, reason }, lasting);
  },
});

const exits = (world: World, choice: TaskChoice, exit: ContainerExit, lasting: boolean): EndFault | undefined => {
  const hits = matching(world, choice);
  const tasks = runningTasks(world, hits);
  if (!lasting && tasks.length === 0) throw new FaultRefused('None of these tasks is running.');
  const fault = { hits, container: choice.container, exit };
  for (const task of tasks) planExit(world, task, containerHit(task, fault), exit);
  return lasting ? activate(world.ecs.containerFaults, fault) : undefined;
};
