/** How fast simulated time passes at rest: an idle cloud, and clusters under Quaymaster with services and a sweep each minute. */
import { join } from 'node:path';
import { type Cloud, createCloud } from '../local/cloud/cloud.ts';
import { JumpDriver } from '../local/cloud/kernel/drivers.ts';
import type { Knobs } from '../local/cloud/kernel/knobs.ts';
import { type Deployment, deploy } from '../local/runtime/deploy.ts';
import { cpuMs, type Row } from './measure.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

interface Stack {
  readonly cloud: Cloud;
  readonly driver: JumpDriver;
  readonly deployment: Deployment;
}

const start = async (knobs: Partial<Knobs> = {}): Promise<Stack> => {
  const cloud = createCloud({ seed: 1, startAt: Date.UTC(2026, 0, 5), knobs });
  const driver = new JumpDriver(cloud.clock);
  const environment = { POWERTOOLS_LOG_LEVEL: 'SILENT' };
  const deployment = await driver.finish(deploy(cloud, join(import.meta.dirname, '..'), 'bench', { environment }));
  return { cloud, driver, deployment };
};

const ask = async ({ deployment, driver }: Stack, method: string, url: string, body?: object): Promise<string> => {
  const headers = { host: 'bench', ...(body !== undefined && { 'content-type': 'application/json' }) };
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const answer = await driver.finish(deployment.answer({ method, url, httpVersion: '1.1', headers, body: bytes }));
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.body.toString()}`);
  return answer.body.toString();
};

/** A cluster of so many hosts, and five services with two tasks a host between them. */
const withCluster = async (hosts: number, knobs: Partial<Knobs> = {}): Promise<Stack> => {
  const stack = await start(knobs);
  const { cloud, driver } = stack;
  // A look at the cluster for each host that joins is not what is measured: the sweep sees them.
  const quiet = cloud.faults.begin('events-dropped', { durableToo: true });
  await ask(stack, 'PUT', '/v1/clusters/c', { groups: [{ name: 'main', count: hosts, instanceTypes: ['t3.medium'] }] });
  const cluster = () => cloud.world.ecs.clusters.get('c');
  await driver.until(() => cluster()?.hosts.size === hosts, 3 * hourMs, 'all have joined');
  quiet.end();
  const container = { name: 'web', image: 'nginx', cpu: 128, memory: 128, essential: true };
  await ask(stack, 'POST', '/v1/task-definitions', { family: 'web', containerDefinitions: [container] });
  const services = Array.from({ length: 5 }, (_, number) => `/v1/clusters/c/services/s${number}`);
  for (const url of services)
    await ask(stack, 'PUT', url, { taskDefinition: 'web', desiredCount: Math.ceil((2 * hosts) / 5) });
  await driver.until(() => (cluster()?.tasks.running ?? 0) >= 2 * hosts, 3 * hourMs, 'all tasks run');
  await driver.pass(30 * minuteMs);
  return stack;
};

/** Simulated milliseconds per millisecond of processor time. */
const speed = async ({ driver }: Stack, simulatedMs: number): Promise<number> => {
  await driver.pass(10 * minuteMs);
  const before = cpuMs();
  await driver.pass(simulatedMs);
  return simulatedMs / (cpuMs() - before);
};

export const rows = async (): Promise<readonly Row[]> => {
  const found: Row[] = [];
  const tell = async (what: string, stack: Stack, simulatedMs: number) => {
    const ratio = await speed(stack, simulatedMs);
    const perDay = ((24 * hourMs) / ratio / 1_000).toFixed(1);
    found.push({ what: `${what} (a day in ${perDay} s)`, ratio, against: 'real time' });
  };
  await tell('an idle cloud with Quaymaster deployed', await start(), 12 * hourMs);
  await tell('100 hosts, 200 tasks under Quaymaster', await withCluster(100), 4 * hourMs);
  const flaps = { agentFlapsPerHour: 3 };
  await tell('100 hosts whose agents go away thrice an hour', await withCluster(100, flaps), 4 * hourMs);
  await tell('1,000 hosts, 2,000 tasks under Quaymaster', await withCluster(1_000), 20 * minuteMs);
  return found;
};
