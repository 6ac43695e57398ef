import { refuse, warn } from '../problem.ts';
import { parseCpu, parseMemory } from '../task-size.ts';
import { containersOf, isBlank, isOnFargate, isOnWindows, type Rule } from './rule.ts';

/** Docker's own least; since version 20.10 it wants 6. */
const leastMemoryMiB = 4;
const leastMemoryOfDocker20MiB = 6;
/** For tasks on EC2. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size */
const taskCpu = { least: 128, most: 196_608 };

/**
 * CPU and memory: every container has memory of its own unless the task has; containers fit into their task.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_memory
 */
export const sizeRules: Rule = function* (definition) {
  const cpu = isBlank(definition.cpu) ? undefined : parseCpu(definition.cpu ?? '');
  const memory = isBlank(definition.memory) ? undefined : parseMemory(definition.memory ?? '');
  if (!isBlank(definition.cpu) && cpu === undefined) {
    yield refuse('/cpu', 'must be CPU units or vCPUs, such as "256" or ".25 vCPU"', {
      ecsMessage: "Invalid 'cpu' setting for task.",
    });
  } else if (cpu !== undefined && !isOnFargate(definition) && (cpu < taskCpu.least || cpu > taskCpu.most)) {
    yield refuse('/cpu', `must be from ${taskCpu.least} to ${taskCpu.most} CPU units`, {
      ecsMessage: "Invalid 'cpu' setting for task.",
    });
  }
  if (!isBlank(definition.memory) && (memory === undefined || memory < leastMemoryMiB)) {
    yield refuse('/memory', 'must be MiB or GB, such as "512" or "1 GB"', {
      ecsMessage: "Invalid 'memory' setting for task.",
    });
  }
  yield* containerSizes(definition, memory);
  const containers = containersOf(definition);
  const cpuOfContainers = containers.reduce((total, { container }) => total + (container.cpu ?? 0), 0);
  if (cpu !== undefined && !isOnWindows(definition) && cpuOfContainers > cpu) {
    yield refuse('/cpu', `the containers reserve ${cpuOfContainers} CPU units together, the task has ${cpu}`, {
      ecsMessage: "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
    });
  }
  const reserved = containers.reduce(
    (sum, { container: { memoryReservation, memory } }) => sum + (memoryReservation ?? memory ?? 0),
    0,
  );
  const fits = containers.every(({ container }) => (container.memory ?? 0) <= (memory ?? 0));
  if (memory !== undefined && fits && !isOnWindows(definition) && reserved > memory) {
    yield refuse('/memory', `the containers reserve ${reserved} MiB together, the task has ${memory}`);
  }
};

const containerSizes = function* (definition: Parameters<Rule>[0], taskMemory: number | undefined) {
  for (const { container, at, called } of containersOf(definition)) {
    const { cpu = 0, memory, memoryReservation } = container;
    if (cpu < 0) {
      yield refuse(at('cpu'), 'cannot be negative', { ecsMessage: `Invalid 'cpu' setting for container '${called}'.` });
    }
    for (const [field, amount] of Object.entries({ memory, memoryReservation })) {
      if (amount === undefined) continue;
      if (amount < leastMemoryMiB) {
        yield refuse(at(field), `must be at least ${leastMemoryMiB} MiB`, {
          ecsMessage: `Invalid '${field}' setting for container '${called}'.`,
        });
      } else if (amount < leastMemoryOfDocker20MiB) {
        yield warn(
          at(field),
          `Docker 20.10 and newer do not start containers with less than ${leastMemoryOfDocker20MiB} MiB`,
        );
      }
    }
    if (memory === undefined && memoryReservation === undefined) {
      if (taskMemory !== undefined || !isBlank(definition.memory) || isOnFargate(definition)) continue;
      yield refuse(
        at('memory'),
        `the container ${called} has no memory: neither memory, memoryReservation nor the task's own`,
        {
          hint: 'give the container "memory" in MiB, or the task',
          ecsMessage: `Invalid setting for container '${called}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
        },
      );
    } else if (memory !== undefined && memoryReservation !== undefined && memoryReservation > memory) {
      yield refuse(
        at('memoryReservation'),
        `the reservation of ${memoryReservation} MiB is above the limit of ${memory} MiB`,
      );
    }
    if (memory !== undefined && taskMemory !== undefined && memory > taskMemory && !isOnWindows(definition)) {
      yield refuse(at('memory'), `${memory} MiB are more than the task's ${taskMemory}`, {
        ecsMessage: `The 'memory' setting for container '${called}' is greater than for the task.`,
      });
    }
  }
};
