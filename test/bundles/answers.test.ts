/**
 * plugins/lean-sdk.ts takes the classes and schemas of AWS's errors out of bundles. Names and messages must survive that:
 * shared/aws/aws-errors.ts decides by them.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cloud, createCloud } from '../../local/cloud/cloud.ts';
import { WallDriver } from '../../local/cloud/kernel/drivers.ts';
import { deploy } from '../../local/runtime/deploy.ts';
import { noHistory } from '../../shared/domain/history.ts';
import { type BothWays, bothWays } from './both-ways.ts';
import type { PortCall } from './fixtures/port.ts';

let cloud: Cloud;
let ways: BothWays;
let close: () => Promise<void>;
const operation = {
  id: 'op-1',
  wish: { kind: 'stop-task', cluster: 'c', task: 't' },
  bodyHash: 'h',
  requestedAt: Date.now(),
};
const started = { wish: { kind: 'stop-task', cluster: 'c' }, operation: 'op-1' };

beforeAll(async () => {
  cloud = createCloud({ seed: 1, startAt: Date.now() });
  const driver = new WallDriver(cloud.clock, 1);
  const listening = await cloud.listen(0);
  await deploy(cloud, process.cwd(), 'test');
  // Only its resources are wanted: nothing of ours is to run but the calls below.
  cloud.world.lambda.functions.clear();
  ways = await bothWays(`http://127.0.0.1:${listening.port}`);
  close = async () => {
    driver.stop();
    await ways.close();
    await listening.close();
  };
  await ways.asSource({ port: 'operations', method: 'add', input: [operation] });
  await ways.asSource({ port: 'workflows', method: 'start', input: ['stop-task', 'op-1', started] });
  await ways.asSource({ port: 'ecsClusters', method: 'createCluster', input: ['c', {}] });
}, 120_000);
afterAll(() => close?.());

const call = (port: string, method: string, ...input: readonly unknown[]): PortCall => ({ port, method, input });
const refused = (text: string) => ({ thrown: { name: 'CloudRefused', message: expect.stringContaining(text) } });
const subnet = 'subnet-0123456789abcdef0';
const launch = {
  imageId: 'ami-0123456789abcdef0',
  instanceType: 't3.medium',
  subnetId: subnet,
  count: 1,
  userData: '',
  instanceProfile: 'quaymaster-test-host',
  securityGroups: [],
  associatePublicIp: true,
  rootVolume: { device: '/dev/xvda', sizeGiB: 30, type: 'gp3' },
  metadataHopLimit: 1,
  tags: { a: 'b' },
  clientToken: 'token-1',
};
const execution = 'arn:aws:states:us-east-1:000000000000:execution:quaymaster-test-stop-task';
const run = {
  cluster: 'none',
  taskDefinition: 'none:1',
  count: 1,
  placement: { name: 'binpack' },
  constraints: [],
  tags: {},
};

const cases: readonly (readonly [error: string, call: PortCall, outcome: unknown])[] = [
  ['ConditionalCheckFailedException', call('operations', 'add', operation), { answer: 'conflict' }],
  ['ParameterNotFound', call('parameters', 'read', '/none'), { answer: undefined }],
  ['ClusterNotFoundException', call('ecsClusters', 'containerInstances', 'none'), { answer: [] }],
  ['ServiceNotFoundException', call('ecsServices', 'remove', 'c', 'none'), { answer: undefined }],
  ['InvalidParameterException', call('ecsTasks', 'stop', 'c', 'f'.repeat(32), 'no reason'), { answer: 'unknown' }],
  ['ClientException', call('taskDefinitions', 'find', 'none'), { answer: undefined }],
  ['ClientException', call('taskDefinitions', 'register', { family: 'web' }), refused('ecs refused: ')],
  ['ClusterNotFoundException', call('ecsTasks', 'run', run), refused('Cluster not found')],
  ['ExecutionDoesNotExist', call('executions', 'describe', `${execution}:none`), { answer: undefined }],
  [
    'ExecutionAlreadyExists',
    call('workflows', 'start', 'stop-task', 'op-1', { ...started, operation: 'op-2' }),
    { answer: { status: 'exists', arn: `${execution}:op-1` } },
  ],
  [
    'InvalidAMIID.NotFound',
    call('fleet', 'launch', launch),
    {
      answer: {
        status: 'refused',
        code: 'InvalidAMIID.NotFound',
        message: expect.stringContaining('does not exist'),
      },
    },
  ],
  ['ReceiptHandleIsInvalid', call('wake', 'postpone', 'no receipt', 3), refused('sqs refused: ')],
  ['ResourceNotFoundException', call('planner', 'plan', { kind: 'stop-task' }), refused('lambda refused: ')],
];

it.each(cases)('%s means the same in a bundle', async (error, asked, outcome) => {
  const asSource = await ways.asSource(asked);
  const [code] = cloud.journal
    .entries()
    .slice(-1)
    .map((entry) => entry.code);
  const asBundle = await ways.asBundle(asked);
  expect(asSource).toEqual(outcome);
  expect(asBundle).toEqual(asSource);
  expect(code).toBe(error);
});

it('what is packed, as it is long, is sent by a bundle as bytes, and read by it and by the sources', async () => {
  const times = Object.fromEntries(Array.from({ length: 4_000 }, (_, at) => [`i-${String(at).padStart(17, '0')}`, at]));
  const history = { ...noHistory('long'), agentAwaySince: times };
  expect(JSON.stringify(history).length).toBeGreaterThan(64 * 1024);
  expect(await ways.asBundle(call('histories', 'write', history))).toEqual({ answer: undefined });
  const read = call('memories', 'read', 'long');
  expect([await ways.asBundle(read), await ways.asSource(read)]).toMatchObject([
    { answer: { history } },
    { answer: { history } },
  ]);
});
