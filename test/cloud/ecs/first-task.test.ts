import {
  CreateClusterCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { addHosts, newFleet } from './fleet.ts';

test('a task run on a registered host reaches RUNNING', async () => {
  const fleet = newFleet();
  const { ecs, settle } = fleet;
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await addHosts(fleet, 'shop', [{}]);
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      containerDefinitions: [
        { name: 'web', image: 'nginx', cpu: 256, memory: 512, portMappings: [{ containerPort: 80 }] },
      ],
    }),
  );
  const run = await ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web', count: 2 }));
  expect(run.failures).toEqual([]);
  expect(run.tasks).toHaveLength(2);
  await settle();
  const described = await ecs.send(
    new DescribeTasksCommand({ cluster: 'shop', tasks: run.tasks?.map(({ taskArn }) => taskArn ?? '') ?? [] }),
  );
  expect(described.tasks?.map(({ lastStatus }) => lastStatus)).toEqual(['RUNNING', 'RUNNING']);
  const ports = described.tasks?.map(({ containers }) => containers?.[0]?.networkBindings?.[0]?.hostPort);
  expect(ports).toEqual([32_768, 32_769]);
});
