import { describe, expect, it } from 'vitest';
import { linuxAgentCapabilities, privilegedCapability } from '../../shared/ecs/agent-capabilities.ts';
import { requiredAttributes } from '../../shared/ecs/required-attributes.ts';
import { taskRequirements } from '../../shared/ecs/requirements.ts';
import type { TaskDefinition } from '../../shared/ecs/task-definition.ts';
import { parseCpu, parseMemory } from '../../shared/ecs/task-size.ts';
import { aContainer, aDefinition } from './builders.ts';
import { documentsIn } from './documents.ts';

const examples = documentsIn('../../examples/task-definitions/');
const example = (name: string) => examples.find(({ file }) => file === name)?.document as TaskDefinition;

describe('what a task takes', () => {
  it('is the sum of its containers, a reservation before a limit', () => {
    const definition = aDefinition({
      containerDefinitions: [
        aContainer({ cpu: 10, memory: 500, memoryReservation: 100 }),
        aContainer({ name: 'db', cpu: 20, memory: 200 }),
      ],
    });
    expect(taskRequirements(definition)).toMatchObject({ cpu: 30, memory: 300 });
  });

  it('is the size of the task where it has one', () => {
    const definition = aDefinition({ cpu: '1 vCPU', memory: '2 GB', containerDefinitions: [aContainer({ cpu: 10 })] });
    expect(taskRequirements(definition)).toMatchObject({ cpu: 1_024, memory: 2_048 });
  });

  it('follows the overrides of a run, of the task and of its containers', () => {
    const definition = aDefinition({
      containerDefinitions: [aContainer({ cpu: 10, memory: 100 }), aContainer({ name: 'db' })],
    });
    const containerOverrides = [{ name: 'web', cpu: 20, memoryReservation: 50 }];
    expect(taskRequirements(definition, { containerOverrides })).toMatchObject({ cpu: 20, memory: 50 + 256 });
    expect(taskRequirements(definition, { cpu: '512', memory: '1024' })).toMatchObject({ cpu: 512, memory: 1_024 });
  });

  it.each([
    { mode: 'bridge', ports: [{ port: 8_080, protocol: 'tcp' }], dynamicPorts: 1 },
    {
      mode: 'host',
      ports: [
        { port: 8_080, protocol: 'tcp' },
        { port: 53, protocol: 'udp' },
      ],
      dynamicPorts: 0,
    },
    { mode: 'awsvpc', ports: [], dynamicPorts: 0 },
  ])('in $mode mode is these ports', ({ mode, ports, dynamicPorts }) => {
    const portMappings = [
      { containerPort: 8_080, hostPort: 8_080 },
      { containerPort: 53, protocol: 'udp' },
    ];
    const definition = aDefinition({ networkMode: mode, containerDefinitions: [aContainer({ portMappings })] });
    expect(taskRequirements(definition)).toMatchObject({ ports, dynamicPorts, needsEni: mode === 'awsvpc' });
  });

  it('is its GPUs', () => expect(taskRequirements(example('ecs-gpu.json')).gpus).toBe(2));

  it('says what policies look at', () => {
    expect(taskRequirements(example('sample-consulclient.json'))).toMatchObject({
      hostNetwork: true,
      privileged: false,
    });
    expect(taskRequirements(example('ecs-vt1-2.json')).hostMounts).toEqual(['/home/ec2-user']);
    expect(taskRequirements(example('ecs-arm64.json')).architecture).toBe('arm64');
    expect(taskRequirements(aDefinition({ containerDefinitions: [aContainer({ privileged: true })] })).privileged).toBe(
      true,
    );
  });

  it('are its own constraints, too', () => {
    expect(taskRequirements(example('ecs-dl1.json')).constraints).toEqual([
      'attribute:ecs.os-type == linux',
      'attribute:ecs.instance-type == dl1.24xlarge',
    ]);
  });
});

describe('sizes as text', () => {
  it.each([
    ['256', 256],
    ['.25 vCPU', 256],
    ['1 vcpu', 1_024],
    ['0.5vCPU', 512],
    ['2 vCPUs', 2_048],
    ['two', undefined],
    ['', undefined],
    ['1.5', undefined],
    ['vCPU', undefined],
  ])('CPU %s', (text, units) => expect(parseCpu(text)).toBe(units));

  it.each([
    ['512', 512],
    ['1GB', 1_024],
    ['0.5 GB', 512],
    ['1 gb', 1_024],
    ['1 TB', undefined],
    ['-1', undefined],
  ])('memory %s', (text, mebibytes) => expect(parseMemory(text)).toBe(mebibytes));
});

describe('required attributes', () => {
  const namesOf = (definition: TaskDefinition) =>
    requiredAttributes(definition)
      .map(({ name }) => name)
      .sort();

  it('are those that ECS described for a task with awsvpc, ECR and awslogs', () => {
    const definition = aDefinition({
      networkMode: 'awsvpc',
      executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
      cpu: '1024',
      memory: '3072',
      runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
      containerDefinitions: [
        aContainer({
          image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1',
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': '/ecs/app',
              mode: 'non-blocking',
              'awslogs-create-group': 'true',
              'max-buffer-size': '25m',
              'awslogs-region': 'us-east-1',
            },
          },
        }),
      ],
    });
    expect(namesOf(definition)).toEqual([
      'com.amazonaws.ecs.capability.docker-remote-api.1.18',
      'com.amazonaws.ecs.capability.docker-remote-api.1.19',
      'com.amazonaws.ecs.capability.docker-remote-api.1.28',
      'com.amazonaws.ecs.capability.docker-remote-api.1.29',
      'com.amazonaws.ecs.capability.ecr-auth',
      'com.amazonaws.ecs.capability.logging-driver.awslogs',
      'ecs.capability.execution-role-awslogs',
      'ecs.capability.execution-role-ecr-pull',
      'ecs.capability.task-eni',
    ]);
  });

  it('are none for the simplest task', () => expect(namesOf(aDefinition())).toEqual([]));

  it('of real Linux definitions are all on a Linux host', () => {
    const agent = new Set([...linuxAgentCapabilities, privilegedCapability]);
    for (const { file } of examples.filter((each) => !each.file.includes('wfsx'))) {
      const missing = namesOf(example(file)).filter((name) => !agent.has(name));
      expect(missing, file).toEqual([]);
    }
  });

  it('keep a Windows file system off a Linux host', () => {
    expect(namesOf(example('tutorial-wfsx-volumes.json'))).toContain('ecs.capability.fsxWindowsFileServer');
    expect(linuxAgentCapabilities).not.toContain('ecs.capability.fsxWindowsFileServer');
  });
});
