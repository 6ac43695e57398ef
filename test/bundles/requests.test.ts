/** What plugins/lean-sdk.ts leaves of the SDK sends the same requests as the whole SDK. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BothWays, bothWays } from './both-ways.ts';
import type { PortCall } from './fixtures/port.ts';

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly type: string;
  readonly target: string;
  readonly body: string;
}
const sent: Sent[] = [];
/** Notes each request and refuses it, so that nobody tries again. */
const server: Server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  const body = Buffer.concat(chunks).toString('latin1');
  sent.push({ method, url, type: headers['content-type'] ?? '', target: String(headers['x-amz-target'] ?? ''), body });
  response.writeHead(400, {
    'content-type': headers['content-type'] ?? 'application/json',
    'x-amzn-errortype': 'Refused',
  });
  response.end('{"__type":"Refused","message":"refused"}');
});

let ways: BothWays;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ways = await bothWays(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}, 120_000);
afterAll(async () => {
  await ways.close();
  server.closeAllConnections();
  server.close();
});

const tags = { 'quaymaster:stack': 'quaymaster-test', 'quaymaster:cluster': 'c', 'quaymaster:group': 'main' };
const placement = { name: 'custom', strategies: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }] };
const constraints = [{ type: 'memberOf', expression: 'attribute:quaymaster.group in [main]' }];
const service = {
  taskDefinition: 'web:1',
  scheduling: 'REPLICA',
  desiredCount: 2,
  placement,
  deployment: { minimumHealthyPercent: 50, maximumPercent: 200, circuitBreaker: true },
  tags: {},
};
const launch = {
  imageId: 'ami-0123456789abcdef0',
  instanceType: 't3.medium',
  subnetId: 'subnet-0123456789abcdef0',
  availabilityZone: 'us-east-1a',
  market: 'spot',
  count: 2,
  configVersion: '/quaymaster/test/clusters/c/groups/main/ecs.config:1',
  userData: 'IyEvYmluL2Jhc2gK',
  instanceProfile: 'quaymaster-test-host',
  securityGroups: ['sg-0123456789abcdef0'],
  associatePublicIp: true,
  rootVolume: { device: '/dev/xvda', sizeGiB: 30, type: 'gp3' },
  metadataHopLimit: 1,
  tags,
  clientToken: 'token-1',
};
const operation = {
  id: 'op-1',
  wish: { kind: 'stop-task', cluster: 'c', task: 't' },
  bodyHash: 'h',
  requestedAt: 1_767_603_600_000,
};
const run = {
  cluster: 'c',
  taskDefinition: 'web:1',
  count: 3,
  group: 'op',
  startedBy: 'op',
  placement,
  constraints,
  tags,
};
const heal = { type: 'Quaymaster Heal', detail: { id: '1', cluster: 'c', at: '2026-01-05T09:00:00.000Z' } };

const calls: readonly (readonly [sends: string, call: PortCall])[] = [
  ['dynamodb GetItem', { port: 'operations', method: 'read', input: ['op-1'] }],
  ['dynamodb PutItem', { port: 'operations', method: 'add', input: [operation] }],
  ['dynamodb DeleteItem', { port: 'clusterSpecs', method: 'remove', input: ['c', 3] }],
  ['dynamodb Query', { port: 'operations', method: 'list', input: [{ limit: 10 }] }],
  ['ec2 RunInstances', { port: 'fleet', method: 'launch', input: [launch] }],
  ['ec2 DescribeInstances', { port: 'fleet', method: 'instancesOf', input: ['c'] }],
  ['ec2 DescribeSubnets', { port: 'fleet', method: 'subnets', input: ['default'] }],
  ['ecs CreateCluster', { port: 'ecsClusters', method: 'createCluster', input: ['c', tags] }],
  ['ecs ListContainerInstances', { port: 'ecsClusters', method: 'containerInstances', input: ['c'] }],
  [
    'ecs CreateService',
    {
      port: 'ecsServices',
      method: 'create',
      input: [{ cluster: 'c', service: 'web', spec: service, constraints, tags, clientToken: 'token' }],
    },
  ],
  [
    'ecs UpdateService',
    {
      port: 'ecsServices',
      method: 'update',
      input: [{ cluster: 'c', service: 'web', spec: service, constraints, forceNewDeployment: false }],
    },
  ],
  [
    'ecs RunTask',
    {
      port: 'ecsTasks',
      method: 'run',
      input: [{ ...run, clientToken: 'token', overrides: { containerOverrides: [{ name: 'web', cpu: 10 }] } }],
    },
  ],
  [
    'ecs RegisterTaskDefinition',
    {
      port: 'taskDefinitions',
      method: 'register',
      input: [
        {
          family: 'web',
          containerDefinitions: [
            {
              name: 'web',
              image: 'nginx',
              memory: 64,
              portMappings: [{ containerPort: 80 }],
              linuxParameters: { initProcessEnabled: true },
            },
          ],
        },
      ],
    },
  ],
  ['ssm GetParameter', { port: 'parameters', method: 'read', input: ['/quaymaster/test/a:2'] }],
  ['ssm DeleteParameters', { port: 'parameters', method: 'remove', input: [['/a', '/b']] }],
  ['sqs SendMessage', { port: 'wake', method: 'wake', input: [{ cluster: 'c', cause: 'a test', sentAt: 1 }] }],
  ['sqs ChangeMessageVisibility', { port: 'wake', method: 'postpone', input: ['receipt', 3] }],
  ['sqs DeleteMessage', { port: 'wake', method: 'done', input: ['receipt'] }],
  // What is refused is put once more.
  ['eventbridge PutEvents PutEvents', { port: 'bus', method: 'put', input: [[heal]] }],
  ['sfn StartExecution', { port: 'workflows', method: 'start', input: ['stop-task', 'op-1', { operation: 'op-1' }] }],
  [
    'sfn GetExecutionHistory',
    { port: 'executions', method: 'steps', input: ['arn:aws:states:us-east-1:000000000000:execution:m:e'] },
  ],
  ['lambda Invoke', { port: 'planner', method: 'plan', input: [{ kind: 'stop-task' }] }],
];

/** What is made at random in each call. */
const withoutIds = (request: Sent): Sent => ({
  ...request,
  body: request.body.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'an-id'),
});

/** JSON protocols name it in a header, EC2 in the body, and Lambda in the path. */
const operationOf = ({ target, body, url }: Sent): string | undefined =>
  target.split('.')[1] ??
  (url.endsWith('/invocations') ? 'Invoke' : new URLSearchParams(body).get('Action')) ??
  undefined;

it.each(calls)('%s', async (sends, call) => {
  sent.length = 0;
  const asSource = await ways.asSource(call);
  const bySource = sent.splice(0).map(withoutIds);
  const asBundle = await ways.asBundle(call);
  expect(bySource.map(operationOf)).toEqual(sends.split(' ').slice(1));
  expect(sent.map(withoutIds)).toEqual(bySource);
  expect(asBundle).toEqual(asSource);
});
