import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskDefinition } from '../../shared/ecs/task-definition.ts';
import { differences } from '../../shared/ecs/task-definition-differences.ts';
import { compatibilities, normalForm, sameTaskDefinition } from '../../shared/ecs/task-definition-form.ts';
import { aContainer, aDefinition } from './builders.ts';
import { documentsIn } from './documents.ts';

const examples = documentsIn('../../examples/task-definitions/').map(({ document }) => document as TaskDefinition);
const anExample = fc.constantFrom(...examples);

describe('the normal form', () => {
  it('has the defaults that ECS answers', () => {
    const { containerDefinitions, volumes, placementConstraints } = normalForm(
      aDefinition({
        containerDefinitions: [
          aContainer({ portMappings: [{ containerPort: 80 }], healthCheck: { command: ['CMD', 'true'] } }),
        ],
        volumes: [{ name: 'scratch' }],
      }),
    );
    expect(containerDefinitions).toEqual([
      {
        name: 'web',
        image: 'nginx',
        cpu: 0,
        memory: 256,
        essential: true,
        portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }],
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
        healthCheck: { command: ['CMD', 'true'], interval: 30, timeout: 5, retries: 3 },
      },
    ]);
    expect(volumes).toEqual([{ name: 'scratch', host: {} }]);
    expect(placementConstraints).toEqual([]);
  });

  it.each([
    ['bridge', 0],
    ['host', 80],
    ['awsvpc', 80],
  ])('of a port without host port is, in %s mode, %d', (networkMode, hostPort) => {
    const form = normalForm(
      aDefinition({ networkMode, containerDefinitions: [aContainer({ portMappings: [{ containerPort: 80 }] })] }),
    );
    expect(form.containerDefinitions?.[0]?.portMappings).toEqual([{ containerPort: 80, hostPort, protocol: 'tcp' }]);
  });

  it('has sizes in CPU units and MiB', () => {
    expect(normalForm(aDefinition({ cpu: '.25 vCPU', memory: '0.5GB' }))).toMatchObject({ cpu: '256', memory: '512' });
  });

  it('has no tags: they are not content', () => {
    expect(normalForm(aDefinition({ tags: [{ key: 'a', value: '1' }] }))).not.toHaveProperty('tags');
  });

  it('of a normal form is itself', () => {
    fc.assert(
      fc.property(anExample, (document) => {
        expect(normalForm(normalForm(document))).toEqual(normalForm(document));
      }),
    );
  });
});

describe('two task definitions are the same', () => {
  it('when they are spelt differently', () => {
    const short = aDefinition({ cpu: '1 vCPU', containerDefinitions: [aContainer()] });
    const long = {
      cpu: '1024',
      networkMode: null,
      family: 'web',
      volumes: [],
      containerDefinitions: [{ memory: 256, image: 'nginx', essential: true, cpu: 0, name: 'web', links: [] }],
    } as unknown as TaskDefinition;
    expect(sameTaskDefinition(short, long)).toBe(true);
    expect(differences(short, long)).toEqual([]);
  });

  it('when only the order of variables and containers differs, which ECS does not keep', () => {
    const [one, two] = [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ];
    const containers = [aContainer({ environment: [one!, two!] }), aContainer({ name: 'db' })];
    const turned = [aContainer({ name: 'db' }), aContainer({ environment: [two!, one!] })];
    expect(
      sameTaskDefinition(
        aDefinition({ containerDefinitions: containers }),
        aDefinition({ containerDefinitions: turned }),
      ),
    ).toBe(true);
  });

  it('when they are one and the same, and no two examples are', () => {
    for (const [index, document] of examples.entries()) {
      for (const [other, second] of examples.entries()) {
        expect(sameTaskDefinition(document, second), `${index} and ${other}`).toBe(index === other);
      }
    }
  });

  it('exactly when there are no differences', () => {
    fc.assert(
      fc.property(anExample, anExample, (one, other) => {
        expect(differences(one, other).length === 0).toBe(sameTaskDefinition(one, other));
      }),
    );
  });

  it('not when the order of a command differs', () => {
    const commands = [
      ['a', 'b'],
      ['b', 'a'],
    ].map((command) => aDefinition({ containerDefinitions: [aContainer({ command })] }));
    expect(sameTaskDefinition(commands[0]!, commands[1]!)).toBe(false);
  });
});

describe('differences', () => {
  it('name what changed by the names of containers and variables', () => {
    const before = aDefinition({
      containerDefinitions: [
        aContainer({ image: 'nginx:1', environment: [{ name: 'LEVEL', value: 'info' }], command: ['a'] }),
        aContainer({ name: 'old' }),
      ],
    });
    const after = aDefinition({
      memory: '1024',
      containerDefinitions: [
        aContainer({
          image: 'nginx:2',
          environment: [
            { name: 'NEW', value: '1' },
            { name: 'LEVEL', value: 'debug' },
          ],
          command: ['a', 'b'],
        }),
      ],
    });
    expect(differences(before, after)).toEqual(
      expect.arrayContaining([
        { pointer: '/memory', before: undefined, after: '1024' },
        { pointer: '/containerDefinitions/web/image', before: 'nginx:1', after: 'nginx:2' },
        { pointer: '/containerDefinitions/web/command', before: ['a'], after: ['a', 'b'] },
        { pointer: '/containerDefinitions/web/environment/LEVEL/value', before: 'info', after: 'debug' },
        { pointer: '/containerDefinitions/web/environment/NEW', before: undefined, after: { name: 'NEW', value: '1' } },
        { pointer: '/containerDefinitions/old', before: expect.objectContaining({ name: 'old' }), after: undefined },
      ]),
    );
    expect(differences(before, after)).toHaveLength(6);
  });
});

describe('compatibilities', () => {
  it.each<[string, TaskDefinition, readonly string[]]>([
    ['bridge', aDefinition(), ['EXTERNAL', 'EC2']],
    ['awsvpc without a size', aDefinition({ networkMode: 'awsvpc' }), ['EC2']],
    ['awsvpc with a size', aDefinition({ networkMode: 'awsvpc', cpu: '256', memory: '512' }), ['EC2', 'FARGATE']],
    ['awsvpc with another size', aDefinition({ networkMode: 'awsvpc', cpu: '300', memory: '512' }), ['EC2']],
  ])('of %s', (_, definition, expected) => expect(compatibilities(definition)).toEqual(expected));
});
