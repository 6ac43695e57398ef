/** The whole stack on an embedded AWS, with every call of its functions written down: what it asked, when, and what came of it. */
import { join } from 'node:path';
import { type Cloud, createCloud } from '../local/cloud/cloud.ts';
import type { Interceptor } from '../local/cloud/kernel/dispatch.ts';
import { JumpDriver } from '../local/cloud/kernel/drivers.ts';
import type { Knobs } from '../local/cloud/kernel/knobs.ts';
import { isOfAws } from '../local/cloud/kernel/service.ts';
import { type Deployment, deploy } from '../local/runtime/deploy.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** One attempt at a call. */
export interface Attempt {
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly role: string;
  refused: boolean;
}

export interface Stack {
  readonly cloud: Cloud;
  readonly driver: JumpDriver;
  readonly deployment: Deployment;
  /** What our functions have asked of AWS, without what hosts and AWS's own services do; emptied by whoever starts to count. */
  readonly attempts: Attempt[];
}

export interface StackOptions {
  readonly seed?: number;
  readonly knobs?: Partial<Knobs>;
}

export const startStack = async ({ seed = 1, knobs = {} }: StackOptions = {}): Promise<Stack> => {
  const attempts: Attempt[] = [];
  const count: Interceptor = async ({ service, operation, caller }, next) => {
    if (isOfAws(caller) || caller.role === 'local' || caller.role.endsWith('-hosts')) return next();
    const attempt = { at: cloud.clock.now(), service, operation, role: caller.role, refused: false };
    attempts.push(attempt);
    try {
      return await next();
    } catch (error) {
      attempt.refused = /throttl|RequestLimitExceeded/i.test((error as { code?: string }).code ?? String(error));
      throw error;
    }
  };
  const cloud: Cloud = createCloud({ seed, startAt: Date.UTC(2026, 0, 5), knobs, interceptors: [count] });
  const driver = new JumpDriver(cloud.clock);
  const environment = { LOG_LEVEL: 'SILENT' };
  const deployment = await driver.finish(deploy(cloud, join(import.meta.dirname, '..'), 'bench', { environment }));
  return { cloud, driver, deployment, attempts };
};

/** A request to the HTTPS API; throws unless it is taken. */
export const ask = async (
  { deployment, driver }: Stack,
  method: string,
  url: string,
  body?: object,
): Promise<string> => {
  const headers = { host: 'bench', ...(body !== undefined && { 'content-type': 'application/json' }) };
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const answer = await driver.finish(deployment.answer({ method, url, httpVersion: '1.1', headers, body: bytes }));
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.body.toString()}`);
  return answer.body.toString();
};

const clusterOf = ({ cloud }: Stack) => cloud.world.ecs.clusters.get('c');

/** Hosts of cluster `c` that take tasks. */
export const joined = (stack: Stack): number => {
  const { instances } = stack.cloud.world.ec2;
  return [...(clusterOf(stack)?.hosts.values() ?? [])].filter(
    ({ status, agentConnected, instanceId }) =>
      status === 'ACTIVE' && agentConnected && instances.get(instanceId)?.state === 'running',
  ).length;
};

export const runningTasks = (stack: Stack): number => clusterOf(stack)?.tasks.running ?? 0;

export const askForHosts = (stack: Stack, count: number, group: object = {}): Promise<string> =>
  ask(stack, 'PUT', '/v1/clusters/c', { groups: [{ name: 'main', count, instanceTypes: ['t3.medium'], ...group }] });

export const registerWeb = (stack: Stack, size = 128): Promise<string> =>
  ask(stack, 'POST', '/v1/task-definitions', {
    family: 'web',
    containerDefinitions: [{ name: 'web', image: 'nginx', cpu: size, memory: size, essential: true }],
  });

/** Cluster `c` of so many hosts and five services with so many tasks a host between them, left alone until it is at rest. */
export const withCluster = async (
  hosts: number,
  { tasksPerHost = 2, group = {}, ...options }: StackOptions & { tasksPerHost?: number; group?: object } = {},
): Promise<Stack> => {
  const stack = await startStack(options);
  const { cloud, driver } = stack;
  // A look at the cluster for each host that joins is not what is measured: the sweep sees them.
  const quiet = cloud.faults.begin('events-dropped', { durableToo: true });
  await askForHosts(stack, hosts, group);
  await driver.until(() => joined(stack) === hosts, 3 * hourMs, 'all have joined');
  quiet.end();
  await registerWeb(stack, 32);
  const tasks = Math.round(tasksPerHost * hosts);
  for (let number = 0; number < 5; number += 1)
    await ask(stack, 'PUT', `/v1/clusters/c/services/s${number}`, {
      taskDefinition: 'web',
      desiredCount: Math.ceil(tasks / 5),
    });
  await driver.until(() => runningTasks(stack) >= tasks, 3 * hourMs, 'all tasks run');
  await driver.pass(5 * minuteMs);
  return stack;
};

const ofFleet = ['ec2', 'ecs', 'ssm'];
/** Calls about hosts, tasks and configuration; the rest are our own table, queue and workflows. */
export const isOfFleet = ({ service }: Attempt): boolean => ofFleet.includes(service);

/** One reading of a cluster begins with this call, and makes it once. */
export const looks = (attempts: readonly Attempt[]): number =>
  attempts.filter(({ operation, role }) => operation === 'DescribeClusters' && /reconcile/i.test(role)).length;

/** The calls of one reading, from AWS's page and batch sizes: 1,000 instances, 100 container instances (listed, described), 10 services. */
export const callsOfALook = (hosts: number, services: number): number =>
  1 + Math.ceil(hosts / 1_000) + 2 * Math.ceil(hosts / 100) + Math.ceil(services / 10);
