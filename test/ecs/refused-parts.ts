import { aContainer, aDefinition } from './builders.ts';
import { type Refusal, withContainer } from './refused-definitions.ts';

/** For parts of containers and what they say about one another: ports, links, volumes, secrets, logs. */
export const refusedForParts: readonly Refusal[] = [
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
];
