import type { ContainerDefinition, TaskDefinition } from '../../shared/ecs/task-definition.ts';
import { aContainer, aDefinition } from './builders.ts';

/** Refused with exactly one problem: where, and in ECS's words where these are known. */
export interface Refusal {
  readonly reason: string;
  readonly document: unknown;
  readonly pointer: string;
  readonly ecsMessage?: string;
  readonly hint?: string;
}

export const withContainer = (parts: Partial<ContainerDefinition>, task: TaskDefinition = {}) =>
  aDefinition({ containerDefinitions: [aContainer(parts)], ...task });

/** For the task as a whole: its shape, its names, its sizes. */
export const refusedAsWhole: readonly Refusal[] = [
  { reason: 'not an object', document: [], pointer: '' },
  { reason: 'null', document: null, pointer: '' },
  {
    reason: 'no containers',
    document: { family: 'web', containerDefinitions: [] },
    pointer: '/containerDefinitions',
    ecsMessage: 'Container list cannot be empty.',
  },
  {
    reason: 'a family with a space',
    document: aDefinition({ family: 'my web' }),
    pointer: '/family',
    ecsMessage: 'Family contains invalid characters.',
  },
  {
    reason: 'eleven containers',
    document: aDefinition({
      containerDefinitions: Array.from({ length: 11 }, (_, index) => aContainer({ name: `c${index}` })),
    }),
    pointer: '/containerDefinitions',
    ecsMessage: 'Too many containers.',
  },
  {
    reason: 'no essential container',
    document: withContainer({ essential: false }),
    pointer: '/containerDefinitions',
    ecsMessage: "Task definition doesn't have any essential container.",
  },
  {
    reason: 'two containers of one name',
    document: aDefinition({ containerDefinitions: [aContainer(), aContainer()] }),
    pointer: '/containerDefinitions/1/name',
    ecsMessage: 'Container names must be unique within a Task Definition.',
  },
  {
    reason: 'a container name with a space',
    document: withContainer({ name: 'my web' }),
    pointer: '/containerDefinitions/0/name',
    ecsMessage: 'Container.name contains invalid characters.',
  },
  {
    reason: 'no memory anywhere',
    document: { family: 'web', containerDefinitions: [{ name: 'web', image: 'nginx' }] },
    pointer: '/containerDefinitions/0/memory',
    ecsMessage:
      "Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be specified.",
  },
  {
    reason: 'less memory than Docker starts with',
    document: withContainer({ memory: 3 }),
    pointer: '/containerDefinitions/0/memory',
  },
  {
    reason: 'a reservation above the limit',
    document: withContainer({ memory: 128, memoryReservation: 256 }),
    pointer: '/containerDefinitions/0/memoryReservation',
  },
  {
    reason: 'a container larger than its task',
    document: withContainer({ memory: 1_024 }, { memory: '512' }),
    pointer: '/containerDefinitions/0/memory',
    ecsMessage: "The 'memory' setting for container 'web' is greater than for the task.",
  },
  {
    reason: 'containers that reserve more than the task has',
    document: aDefinition({
      memory: '512',
      containerDefinitions: ['a', 'b'].map((name) => aContainer({ name, memory: 300 })),
    }),
    pointer: '/memory',
  },
  {
    reason: 'containers that reserve more CPU than the task has',
    document: withContainer({ cpu: 512 }, { cpu: '256' }),
    pointer: '/cpu',
    ecsMessage: "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
  },
  { reason: 'a CPU size in words', document: aDefinition({ cpu: 'two' }), pointer: '/cpu' },
  { reason: 'a task of 64 CPU units', document: aDefinition({ cpu: '64' }), pointer: '/cpu' },
  { reason: 'memory in an unknown unit', document: aDefinition({ memory: '1 TB' }), pointer: '/memory' },
  {
    reason: 'distinctInstance in a definition',
    document: aDefinition({
      placementConstraints: [{ type: 'distinctInstance', expression: 'attribute:stack exists' }],
    }),
    pointer: '/placementConstraints/0/type',
    ecsMessage: "constraint.type 'distinctInstance' is not supported.",
  },
  {
    reason: 'an expression that breaks off',
    document: aDefinition({ placementConstraints: [{ type: 'memberOf', expression: 'attribute:stack ==' }] }),
    pointer: '/placementConstraints/0/expression',
  },
  {
    reason: 'one tag key twice',
    document: aDefinition({
      tags: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    }),
    pointer: '/tags/1/key',
  },
  { reason: 'a tag of AWS', document: aDefinition({ tags: [{ key: 'aws:x', value: '1' }] }), pointer: '/tags/0/key' },
  {
    reason: 'Fargate outside awsvpc',
    document: aDefinition({ requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512', networkMode: 'bridge' }),
    pointer: '/networkMode',
    ecsMessage: 'Fargate only supports network mode ‘awsvpc’.',
  },
  {
    reason: 'a size that Fargate does not have',
    document: aDefinition({
      requiresCompatibilities: ['FARGATE'],
      cpu: '.5 vCPU',
      memory: '512',
      networkMode: 'awsvpc',
    }),
    pointer: '/memory',
    hint: '512 CPU units go with 1 to 4 GB in steps of 1',
    ecsMessage:
      'No Fargate configuration exists for given values: 512 CPU, 512 memory. See the Amazon ECS documentation for the valid values.',
  },
  {
    reason: 'a number as text',
    document: withContainer({ memory: '256' as never }),
    pointer: '/containerDefinitions/0/memory',
    hint: 'write 256 without quotes',
  },
  { reason: 'text as a number', document: aDefinition({ cpu: 256 as never }), pointer: '/cpu', hint: 'write "256"' },
  { reason: 'half a CPU unit', document: withContainer({ cpu: 2.5 }), pointer: '/containerDefinitions/0/cpu' },
  {
    reason: 'a misspelt field',
    document: { ...aDefinition(), netwrokMode: 'bridge' },
    pointer: '/netwrokMode',
    hint: 'did you mean "networkMode"?',
  },
  {
    reason: "CloudFormation's spelling",
    document: { ...withContainer({ PortMappings: [] } as never) },
    pointer: '/containerDefinitions/0/PortMappings',
    hint: 'did you mean "portMappings"?',
  },
  {
    reason: 'a field of the container beside it',
    document: { ...aDefinition(), privileged: true },
    pointer: '/privileged',
    hint: 'it belongs into a container definition',
  },
  {
    reason: 'a container that is none',
    document: { family: 'web', containerDefinitions: ['nginx', aContainer()] },
    pointer: '/containerDefinitions/0',
  },
  {
    reason: 'more than 64 KB',
    document: withContainer({ command: ['x'.repeat(65_536)] }),
    pointer: '',
  },
];
