import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../shared/ecs/problem.ts';
import type { ContainerDefinition, TaskDefinition } from '../../shared/ecs/task-definition.ts';
import { checkTaskDefinition, dropDescribeOnly, reviewTaskDefinition } from '../../shared/ecs/task-definition-rules.ts';
import { aContainer, aDefinition } from './builders.ts';

const documentsIn = (folder: string) => {
  const url = new URL(folder, import.meta.url);
  const files = readdirSync(url).filter((file) => file.endsWith('.json'));
  return files.map((file) => ({ file, document: JSON.parse(readFileSync(new URL(file, url), 'utf8')) as unknown }));
};
const examples = documentsIn('../../examples/task-definitions/');
const pointersOf = (problems: readonly Problem[]) => problems.map(({ pointer }) => pointer);
const withContainer = (parts: Partial<ContainerDefinition>, task: TaskDefinition = {}) =>
  aDefinition({ containerDefinitions: [aContainer(parts)], ...task });

describe('real task definitions', () => {
  it.each(examples)('$file is accepted', ({ document }) => expect(checkTaskDefinition(document)).toEqual([]));

  it('are taken with a warning where AWS contradicts itself, and nowhere else', () => {
    const warned = examples.flatMap(({ file, document }) => {
      const { warnings } = reviewTaskDefinition(document);
      return warnings.length > 0 ? [[file, [...new Set(warnings.map(({ ecsMessage }) => ecsMessage))]]] : [];
    });
    const role = 'Fargate requires task definition to have execution role ARN to support log driver awslogs.';
    expect(Object.fromEntries(warned)).toEqual({
      'sample-gunicorn-fargate.json': [role],
      'sample-kibana-fargate.json': [role],
      'sample-tomcat-fargate.json': [role],
      'sample-tomcat-ec2.json': [
        'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
      ],
      'tutorial-wfsx-volumes.json': ["Unknown volume 'fsx-windows-dir'."],
    });
  });

  const container = (...fields: string[]) => fields.map((field) => `/containerDefinitions/0/${field}`);
  const secretsFragment = ['/family', ...container('name', 'image', 'memory')];
  it.each([
    ['firelens-filtering-logs.json', ['/family', ...container('name', 'image', 'memory')]],
    ['firelens-taskdef-2.json', ['/family', ...container('memory')]],
    ['secrets-envvar-secrets-manager-2.json', secretsFragment],
    ['secrets-envvar-secrets-manager-3.json', secretsFragment],
    ['secrets-envvar-secrets-manager-4.json', secretsFragment],
    ['secrets-envvar-secrets-manager-5.json', secretsFragment],
    ['secrets-envvar-secrets-manager-6.json', secretsFragment],
    ['task-definition-template.json', ['/family', ...container('name', 'image', 'memory')]],
  ])('the fragment %s is refused, with what is missing and where', (file, missing) => {
    const fragment = documentsIn('./fixtures/refused-task-definitions/').find((each) => each.file === file);
    expect(pointersOf(checkTaskDefinition(fragment?.document))).toEqual(expect.arrayContaining(missing));
  });
});

/** Each is refused with exactly one problem: where, and in ECS's words where these are known. */
const refusals: readonly { reason: string; document: unknown; pointer: string; ecsMessage?: string; hint?: string }[] =
  [
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
      reason: 'links outside bridge mode',
      document: aDefinition({
        networkMode: 'awsvpc',
        containerDefinitions: [aContainer({ links: ['db'] }), aContainer({ name: 'db' })],
      }),
      pointer: '/containerDefinitions/0/links',
      ecsMessage: 'Links are not supported when networkMode=awsvpc.',
    },
    {
      reason: 'a link to nobody',
      document: withContainer({ links: ['db:database'] }),
      pointer: '/containerDefinitions/0/links/0',
    },
    {
      reason: 'links in a circle',
      document: aDefinition({
        containerDefinitions: [aContainer({ links: ['db'] }), aContainer({ name: 'db', links: ['web'] })],
      }),
      pointer: '/containerDefinitions/0/links',
      ecsMessage: 'Container links should not have a cycle',
    },
    {
      reason: 'a dependency on itself',
      document: withContainer({ dependsOn: [{ containerName: 'web', condition: 'START' }] }),
      pointer: '/containerDefinitions/0/dependsOn/0/containerName',
    },
    {
      reason: 'dependencies in a circle',
      document: aDefinition({
        containerDefinitions: [
          aContainer({ dependsOn: [{ containerName: 'db', condition: 'START' }] }),
          aContainer({ name: 'db', dependsOn: [{ containerName: 'web', condition: 'START' }] }),
        ],
      }),
      pointer: '/containerDefinitions/0/dependsOn',
    },
    {
      reason: 'waiting for the success of an essential container',
      document: aDefinition({
        containerDefinitions: [
          aContainer({ dependsOn: [{ containerName: 'setup', condition: 'SUCCESS' }] }),
          aContainer({ name: 'setup' }),
        ],
      }),
      pointer: '/containerDefinitions/0/dependsOn/0/condition',
      ecsMessage: 'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container',
    },
    {
      reason: 'waiting for the health of a container without health check',
      document: aDefinition({
        containerDefinitions: [
          aContainer({ dependsOn: [{ containerName: 'db', condition: 'HEALTHY' }] }),
          aContainer({ name: 'db' }),
        ],
      }),
      pointer: '/containerDefinitions/0/dependsOn/0/condition',
    },
    {
      reason: 'one host port twice',
      document: aDefinition({
        containerDefinitions: ['a', 'b'].map((name) =>
          aContainer({ name, portMappings: [{ containerPort: 80, hostPort: 80 }] }),
        ),
      }),
      pointer: '/containerDefinitions/1/portMappings/0/hostPort',
      ecsMessage: "TCP host port '80' is mapped multiple times in task.",
    },
    {
      reason: 'one container port twice with awsvpc',
      document: aDefinition({
        networkMode: 'awsvpc',
        containerDefinitions: ['a', 'b'].map((name) => aContainer({ name, portMappings: [{ containerPort: 80 }] })),
      }),
      pointer: '/containerDefinitions/1/portMappings/0/hostPort',
      ecsMessage: "TCP host port '80' is mapped multiple times in task.",
    },
    {
      reason: 'different ports in host mode',
      document: withContainer({ portMappings: [{ containerPort: 80, hostPort: 8_080 }] }, { networkMode: 'host' }),
      pointer: '/containerDefinitions/0/portMappings/0/hostPort',
      ecsMessage: 'When networkMode=host, the host ports and container ports in port mappings must match.',
    },
    {
      reason: 'ports without network',
      document: withContainer({ portMappings: [{ containerPort: 80 }] }, { networkMode: 'none' }),
      pointer: '/containerDefinitions/0/portMappings',
    },
    {
      reason: 'a port that is none',
      document: withContainer({ portMappings: [{ containerPort: 70_000 }] }),
      pointer: '/containerDefinitions/0/portMappings/0/containerPort',
      ecsMessage: "Invalid 'containerPort' setting for container 'web'.",
    },
    {
      reason: 'a range of ports upside down',
      document: withContainer({ portMappings: [{ containerPortRange: '90-80' }] }),
      pointer: '/containerDefinitions/0/portMappings/0/containerPortRange',
    },
    {
      reason: 'a range that overlaps a port',
      document: withContainer({ portMappings: [{ containerPort: 85 }, { containerPortRange: '80-90' }] }),
      pointer: '/containerDefinitions/0/portMappings/1',
    },
    {
      reason: 'a protocol that is none',
      document: withContainer({ portMappings: [{ containerPort: 80, protocol: 'tpc' }] }),
      pointer: '/containerDefinitions/0/portMappings/0/protocol',
      hint: 'did you mean "tcp"?',
    },
    {
      reason: 'mounting an unknown volume',
      document: withContainer({ mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }] }),
      pointer: '/containerDefinitions/0/mountPoints/0/sourceVolume',
      ecsMessage: "Unknown volume 'data'.",
    },
    {
      reason: 'two volumes of one name',
      document: aDefinition({ volumes: [{ name: 'data' }, { name: 'data' }] }),
      pointer: '/volumes/1/name',
    },
    {
      reason: 'a volume of two kinds',
      document: aDefinition({
        volumes: [{ name: 'data', host: { sourcePath: '/data' }, efsVolumeConfiguration: { fileSystemId: 'fs-1' } }],
      }),
      pointer: '/volumes/0',
    },
    {
      reason: 'EFS with IAM in clear text',
      document: aDefinition({
        volumes: [
          { name: 'data', efsVolumeConfiguration: { fileSystemId: 'fs-1', authorizationConfig: { iam: 'ENABLED' } } },
        ],
      }),
      pointer: '/volumes/0/efsVolumeConfiguration/transitEncryption',
    },
    {
      reason: 'secrets without a role to read them',
      document: withContainer({ secrets: [{ name: 'PASSWORD', valueFrom: 'db-password' }] }),
      pointer: '/executionRoleArn',
      ecsMessage: "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    },
    {
      reason: 'a secret with the name of a variable',
      document: withContainer(
        { environment: [{ name: 'A', value: '1' }], secrets: [{ name: 'A', valueFrom: 'a' }] },
        { executionRoleArn: 'arn:aws:iam::123456789012:role/execution' },
      ),
      pointer: '/containerDefinitions/0/secrets/0/name',
      ecsMessage:
        "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'A'.",
    },
    {
      reason: 'a health check every second',
      document: withContainer({ healthCheck: { command: ['CMD-SHELL', 'true'], interval: 1 } }),
      pointer: '/containerDefinitions/0/healthCheck/interval',
    },
    {
      reason: 'a soft limit above the hard one',
      document: withContainer({ ulimits: [{ name: 'nofile', softLimit: 2, hardLimit: 1 }] }),
      pointer: '/containerDefinitions/0/ulimits/0/softLimit',
    },
    {
      reason: 'awslogs without a region',
      document: withContainer({ logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'web' } } }),
      pointer: '/containerDefinitions/0/logConfiguration/options/awslogs-region',
      ecsMessage: 'Log driver awslogs requires options: awslogs-region',
    },
    {
      reason: 'a log driver that is none',
      document: withContainer({ logConfiguration: { logDriver: 'awslog' } }),
      pointer: '/containerDefinitions/0/logConfiguration/logDriver',
      hint: 'did you mean "awslogs"?',
    },
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

describe('a task definition is refused', () => {
  it.each(refusals)('for $reason', ({ document, reason: _, ...expected }) => {
    expect(checkTaskDefinition(document)).toEqual([expect.objectContaining(expected)]);
  });

  it('for everything that is wrong with it at once', () => {
    const document = {
      famly: 'web',
      containerDefinitions: [
        { name: 'web', image: 5 },
        { name: 'web', image: 'nginx', memory: 128, essential: 'no' },
      ],
    };
    expect(pointersOf(checkTaskDefinition(document)).sort()).toEqual([
      '/containerDefinitions/0/image',
      '/containerDefinitions/0/memory',
      '/containerDefinitions/1/essential',
      '/containerDefinitions/1/name',
      '/family',
      '/famly',
    ]);
  });
});

describe('a task definition is taken', () => {
  it.each<{ reason: string; document: unknown }>([
    { reason: 'with nulls, which count as absent', document: { ...aDefinition(), networkMode: null, cpu: null } },
    {
      reason: 'with memory for the whole task only',
      document: { family: 'web', memory: '1 GB', containerDefinitions: [{ name: 'web', image: 'nginx' }] },
    },
    {
      reason: 'with two ports of one number, tcp and udp',
      document: withContainer({
        portMappings: [53, 53].map((port, index) => ({
          containerPort: port,
          hostPort: port,
          protocol: index ? 'udp' : 'tcp',
        })),
      }),
    },
    {
      reason: 'with one container port on two dynamic host ports',
      document: withContainer({ portMappings: [{ containerPort: 80, hostPort: 0 }, { containerPort: 80 }] }),
    },
    {
      reason: 'with links by alias',
      document: aDefinition({
        containerDefinitions: [aContainer({ links: ['db:database'] }), aContainer({ name: 'db' })],
      }),
    },
    {
      reason: 'with unlimited ulimits',
      document: withContainer({ ulimits: [{ name: 'memlock', softLimit: -1, hardLimit: -1 }] }),
    },
    {
      reason: 'with privileged containers and host mounts: policy is not ECS',
      document: withContainer(
        { privileged: true, mountPoints: [{ sourceVolume: 'root', containerPath: '/host' }] },
        { networkMode: 'host', volumes: [{ name: 'root', host: { sourcePath: '/' } }] },
      ),
    },
  ])('$reason', ({ document }) => expect(checkTaskDefinition(document)).toEqual([]));
});

describe('reading documents of strangers', () => {
  it('never throws, and points only at places that are in the document or missing from one that is', () => {
    const pointer = /^(\/[^/]*)*$/;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        for (const problem of checkTaskDefinition({ family: 'web', containerDefinitions: value, volumes: value })) {
          expect(problem.pointer).toMatch(pointer);
        }
      }),
    );
  });

  it('survives every value in every place of a real definition', () => {
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('', 0, -1, 1e300, null, [], {}, [null], ['']),
    );
    const places = examples.flatMap(({ document }) => placesIn(document).map((path) => ({ document, path })));
    fc.assert(
      fc.property(fc.constantFrom(...places), values, ({ document, path }, value) => {
        expect(() => reviewTaskDefinition(replaced(document, path, value))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('is not led astray by names of JavaScript', () => {
    const document = JSON.parse(
      '{"family":"web","__proto__":{},"constructor":{},"containerDefinitions":[{"name":"a","image":"b","memory":8,"dockerLabels":{"__proto__":"x"}}]}',
    );
    expect(pointersOf(checkTaskDefinition(document))).toEqual(['/__proto__', '/constructor']);
    expect(
      Object.hasOwn(
        reviewTaskDefinition(document).definition.containerDefinitions?.[0]?.dockerLabels ?? {},
        '__proto__',
      ),
    ).toBe(true);
  });

  it('survives very deep nesting', () => {
    const document = JSON.parse(`{"family":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
    expect(pointersOf(checkTaskDefinition(document))).toContain('/family');
  });
});

describe('what only a description has', () => {
  it('is dropped and named', () => {
    const described = { ...aDefinition(), revision: 3, status: 'ACTIVE', registeredAt: '2026-01-01T00:00:00Z' };
    expect(dropDescribeOnly(described)).toEqual({
      document: aDefinition(),
      dropped: ['revision', 'status', 'registeredAt'],
    });
  });

  it('leaves alone what is no object', () => expect(dropDescribeOnly('x')).toEqual({ document: 'x', dropped: [] }));
});

const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([name, item]) => placesIn(item, [...path, name]))]
    : [path];

const replaced = (document: unknown, [first, ...rest]: readonly string[], value: unknown): unknown => {
  if (first === undefined) return value;
  const copy = structuredClone(document) as Record<string, unknown>;
  copy[first] = replaced(copy[first], rest, value);
  return copy;
};
