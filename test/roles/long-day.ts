/** The life of a cluster from its first request to the last, by the API and from the console: everything that roles are for. */
import { readFileSync } from 'node:fs';
import { AwsError } from '../../local/cloud/kernel/aws-error.ts';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import { type RunningStack, runningStack } from '../support/running-stack.ts';

const ransom = JSON.parse(readFileSync('examples/task-definitions/ransom.json', 'utf8'));
const cluster = 'demo';
const path = `/v1/clusters/${cluster}`;
const main = { name: 'main', count: 2, instanceTypes: ['t3.medium'] };

/** Ends with nothing left but the memory of it. */
export const longDay = async (): Promise<RunningStack> => {
  let outOfReach = false;
  const stepFunctionsOutOfReach: Interceptor = ({ operation, caller }, next) => {
    if (outOfReach && operation === 'StartExecution' && caller.role.includes('Api'))
      throw new AwsError('ServiceUnavailable', 'Step Functions is out of reach.', 503);
    return next();
  };
  const stack = await runningStack({ interceptors: [stepFunctionsOutOfReach] });
  const { api, aws, driver, cloud } = stack;

  const read = async (url: string, status = 200) => {
    const answer = await api('GET', url);
    if (answer.status !== status) throw new Error(`GET ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const change = async (method: string, url: string, body?: unknown) => {
    const { status, body: answer } = await stack.carryOut(method, url, body);
    if (status >= 300 || (answer.state ?? 'SUCCEEDED') !== 'SUCCEEDED')
      throw new Error(`${method} ${url}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const plan = (method: string, url: string, body?: unknown) =>
    api(method, `${url}${url.includes('?') ? '&' : '?'}dryRun=true`, body);
  /** As pasted into the console. */
  const paste = async (kind: string, input: object, end = 'SUCCEEDED') => {
    const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:quaymaster-test-${kind}`;
    const { executionArn } = await aws('sfn', 'StartExecution', { stateMachineArn, input: JSON.stringify(input) });
    const described = () => aws('sfn', 'DescribeExecution', { executionArn });
    for (let looks = 0; (await described()).status === 'RUNNING' && looks < 600; looks++) await driver.pass(5_000);
    const { status, error, cause } = await described();
    if (status !== end) throw new Error(`${kind}: ${status} ${error} ${cause}`);
  };
  const hosts = async (): Promise<string[]> =>
    (await read(`${path}/hosts`)).hosts.map(({ host }: { host: string }) => host);
  const tasks = async (): Promise<string[]> => (await read(`${path}/tasks`)).tasks.map(({ id }: { id: string }) => id);

  // From nothing to a service.
  await api('GET', '/v1/nothing-here');
  await plan('PUT', path, { groups: [main] });
  await change('PUT', path, { groups: [main], policy: { onDrainDeadline: 'force' } });
  const role = (name: string) => `arn:aws:iam::${cloud.world.account}:role/${name}`;
  const roles = { executionRoleArn: role('ecsTaskExecutionRole'), taskRoleArn: role('quaymaster-tasks/hero') };
  const document = { ...ransom, ...roles, tags: [{ key: 'team', value: 'heroes' }] };
  await api('POST', '/v1/task-definitions', document, { 'idempotency-key': 'first' });
  await api('POST', '/v1/task-definitions', ransom, { 'idempotency-key': 'first' });
  await paste('run-task', { cluster, taskDefinition: 'ransome' }, 'FAILED');
  await api('POST', `${path}/tasks`, { taskDefinition: 'ransome' });
  await api('PUT', `${path}/services/web`, { taskDefinition: 'ransome', desiredCount: 1 });
  await paste('run-task', { cluster, taskDefinition: 'ransom', count: 1 });
  await change('POST', `${path}/tasks`, { taskDefinition: 'ransom', count: 2 });
  await paste('deploy-service', { cluster, service: 'web', taskDefinition: 'ransom', desiredCount: 1 });
  await change('PUT', `${path}/services/api`, { taskDefinition: 'ransom', desiredCount: 1 });
  await change('PATCH', `${path}/services/api`, { taskDefinition: 'ransom:1', desiredCount: 2 });
  await plan('PATCH', `${path}/services/api`, { desiredCount: 3 });
  await plan('DELETE', `${path}?cascade=true`);
  const [one = '', other = ''] = await tasks();
  await change('DELETE', `${path}/tasks/${one}`);
  await paste('stop-task', { cluster, task: other });

  // Whatever can be read.
  const lists = ['/v1', '/v1/clusters', `${path}/decisions`, '/v1/operations', '/v1/task-definitions'];
  const ofCluster = ['', '/services', '/services/web', '/hosts', '/groups/main/config', '/tasks'];
  const ofDefinition = ['ransom', 'ransom/1', 'ransom/1/diff?to=1'].map((rest) => `/v1/task-definitions/${rest}`);
  for (const url of [...lists, ...ofCluster.map((rest) => `${path}${rest}`), ...ofDefinition]) await api('GET', url);
  await read(`${path}/tasks/${one}`);
  await read(`/v1/task-definitions/ransome`, 404);

  // Why it is so, of a service, and of tasks that would be run in a subnet of their own.
  await read(`${path}/services/web/why`);
  await read(`${path}/tasks?status=STOPPED&host=${(await hosts())[0]}`);
  const alone = {
    family: 'alone',
    networkMode: 'awsvpc',
    containerDefinitions: [{ name: 'a', image: 'b', memory: 64 }],
  };
  await api('POST', '/v1/task-definitions', alone);
  const [subnet] = cloud.world.ec2.subnets.keys();
  await api('POST', `${path}/why`, { taskDefinition: 'alone', network: { subnets: [subnet] } });
  await api('POST', `${path}/why`, { taskDefinition: 'ransome' });

  // Hosts come and go; a task that nobody moves is stopped when the drain's deadline has passed.
  await change('PUT', `${path}/groups/main/config`, { agent: { ECS_LOGLEVEL: 'debug' } });
  const [first = '', second = ''] = await hosts();
  await read(`${path}/hosts/${first}`);
  await change('POST', `${path}/tasks`, { taskDefinition: 'ransom', count: 2, placement: 'one-per-host' });
  await change('POST', `${path}/hosts/${first}/drain`, { deadlineSeconds: 60 });
  await change('POST', `${path}/hosts/${first}/activate`, {});
  await paste('change-host', { cluster, host: first, change: 'drain' });
  await change('POST', `${path}/hosts/${first}/replace`, {});
  await paste('replace-host', { cluster, host: second });
  const [third = ''] = await hosts();
  await change('DELETE', `${path}/hosts/${third}`);

  // An event says more than ECS shows yet.
  const { containerInstanceArns } = await aws('ecs', 'ListContainerInstances', { cluster });
  const seen = { arn: containerInstanceArns[0], version: 1_000 };
  const { QueueUrl } = await aws('sqs', 'GetQueueUrl', { QueueName: 'quaymaster-test-reconcile.fifo' });
  const MessageBody = JSON.stringify({ cluster, cause: 'an event', sentAt: cloud.clock.now(), seen });
  await aws('sqs', 'SendMessage', { QueueUrl, MessageBody, MessageGroupId: cluster, MessageDeduplicationId: 'early' });
  await driver.pass(30_000);

  // A group with an image and a security group of its own, asked for while Step Functions is out of reach.
  const GroupName = 'own';
  const { GroupId } = await aws('ec2', 'CreateSecurityGroup', { GroupName, Description: 'ours', VpcId: vpcOf(stack) });
  const ImageId = [...cloud.world.ec2.instances.values()].at(-1)?.image.id;
  const own = {
    ...main,
    name: 'own',
    count: 1,
    market: 'spot-first',
    ami: { id: ImageId },
    network: { securityGroups: [GroupId] },
  };
  outOfReach = true;
  const asked = await api('PUT', path, { groups: [{ ...main, count: 1 }, own] });
  outOfReach = false;
  await driver.pass(10 * 60_000);
  const { state } = await read(asked.headers['location'] ?? '');
  if (state !== 'SUCCEEDED') throw new Error(`the sweep did not start what was written: ${state}`);

  // An agent hangs, out of reach at first: a dry run, which the sweep has not been ahead of, asks whether it still is.
  const [hung] = await hosts();
  const { end: withinReach } = cloud.faults.begin('ssm-agent-offline', { instanceIds: [hung ?? ''] });
  cloud.faults.begin('agent-hang', { instanceIds: [hung ?? ''] });
  await driver.pass(6 * 60_000);
  const { end: minutesPass } = cloud.faults.begin('function-throttled', {
    function: 'quaymaster-test-on-minute-passed',
  });
  await driver.pass(70_000);
  await plan('PUT', path, { groups: [main] });
  minutesPass();
  withinReach();
  await driver.pass(3 * 60_000);
  await paste('provision-cluster', { cluster, groups: [main] });

  // And everything goes.
  await paste('delete-cluster', { cluster, cascade: false }, 'FAILED');
  await paste('delete-service', { cluster, service: 'web' });
  await change('DELETE', `${path}/services/api`);
  await change('DELETE', '/v1/task-definitions/ransom/1');
  await change('DELETE', path);
  await paste('provision-cluster', { cluster, groups: [main] });
  await paste('delete-cluster', { cluster, cascade: true });
  return stack;
};

const vpcOf = ({ cloud }: RunningStack): string => [...cloud.world.ec2.vpcs.keys()][0] ?? '';
