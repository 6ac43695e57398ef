import { type Finding, pointerTo, refuse } from '../problem.ts';
import type { TaskDefinition } from '../task-definition.ts';
import { parseCpu, parseMemory } from '../task-size.ts';
import { containersOf, isBlank, isOnFargate, type Rule } from './rule.ts';

/**
 * What ECS asks of definitions that are to be compatible with Fargate, so that those who register them for both learn it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
export const fargateRules: Rule = function* (definition) {
  if (!isOnFargate(definition)) return;
  if (definition.networkMode !== 'awsvpc') {
    yield refuse('/networkMode', 'Fargate needs the network mode awsvpc', {
      ecsMessage: 'Fargate only supports network mode ‘awsvpc’.',
    });
  }
  for (const field of ['cpu', 'memory'] as const) {
    if (isBlank(definition[field])) {
      yield refuse(pointerTo(field), `Fargate needs ${field} for the whole task`, {
        ecsMessage: `Fargate requires that '${field}' be defined at the task level.`,
      });
    }
  }
  yield* sizeRules(definition);
  if ((definition.placementConstraints ?? []).length > 0) {
    yield refuse('/placementConstraints', 'Fargate has no hosts to choose from');
  }
  for (const { container, at } of containersOf(definition)) {
    if (container.privileged === true) yield refuse(at('privileged'), 'Fargate runs no privileged containers');
    if ((container.linuxParameters?.devices ?? []).length > 0) {
      yield refuse(at('linuxParameters', 'devices'), 'Fargate has no host devices');
    }
    for (const [index, { type }] of (container.resourceRequirements ?? []).entries()) {
      if (type === 'GPU') yield refuse(at('resourceRequirements', index), 'Fargate has no GPUs');
    }
  }
  for (const [index, volume] of (definition.volumes ?? []).entries()) {
    if (volume.host?.sourcePath !== undefined) {
      yield refuse(pointerTo('volumes', index, 'host', 'sourcePath'), 'Fargate has no host directories');
    }
    if (volume.dockerVolumeConfiguration !== undefined) {
      yield refuse(pointerTo('volumes', index, 'dockerVolumeConfiguration'), 'Fargate has no Docker volumes');
    }
  }
};

const sizeRules = function* (definition: TaskDefinition): Iterable<Finding> {
  const cpu = isBlank(definition.cpu) ? undefined : parseCpu(definition.cpu ?? '');
  const memory = isBlank(definition.memory) ? undefined : parseMemory(definition.memory ?? '');
  if (cpu === undefined || memory === undefined || isFargateSize(cpu, memory)) return;
  yield refuse('/memory', `Fargate has no tasks of ${cpu} CPU units and ${memory} MiB`, {
    hint: hintFor(cpu),
    ecsMessage: `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`,
  });
};

/** CPU units, and from, to and step of the memory that goes with them, in GiB. */
const sizes: readonly (readonly [cpu: number, from: number, to: number, step: number])[] = [
  [512, 1, 4, 1],
  [1_024, 2, 8, 1],
  [2_048, 4, 16, 1],
  [4_096, 8, 30, 1],
  [8_192, 16, 60, 4],
  [16_384, 32, 120, 8],
  [32_768, 60, 244, 4],
];
const quarterVcpuMemories = [512, 1_024, 2_048];

const isFargateSize = (cpu: number, memory: number): boolean => {
  if (cpu === 256) return quarterVcpuMemories.includes(memory);
  const [, from = 0, to = -1, step = 1] = sizes.find(([units]) => units === cpu) ?? [];
  const gigabytes = memory / 1_024;
  return gigabytes >= from && gigabytes <= to && (gigabytes - from) % step === 0;
};

const hintFor = (cpu: number): string => {
  if (cpu === 256) return '256 CPU units go with 512, 1024 or 2048 MiB';
  const [, from, to, step] = sizes.find(([units]) => units === cpu) ?? [];
  return from === undefined
    ? `CPU units are one of 256, ${sizes.map(([units]) => units).join(', ')}`
    : `${cpu} CPU units go with ${from} to ${to} GB in steps of ${step}`;
};
