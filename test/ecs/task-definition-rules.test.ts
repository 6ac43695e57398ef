import { describe, expect, it } from 'vitest';
import type { Problem } from '../../shared/ecs/problem.ts';
import { checkTaskDefinition, dropDescribeOnly, reviewTaskDefinition } from '../../shared/ecs/task-definition-rules.ts';
import { aContainer, aDefinition } from './builders.ts';
import { documentsIn } from './documents.ts';
import { refusedAsWhole, withContainer } from './refused-definitions.ts';
import { refusedForParts } from './refused-parts.ts';

const examples = documentsIn('../../examples/task-definitions/');
const pointersOf = (problems: readonly Problem[]) => problems.map(({ pointer }) => pointer);

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

describe('a task definition is refused', () => {
  it.each([...refusedAsWhole, ...refusedForParts])('for $reason', ({ document, reason: _, ...expected }) => {
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
