/** What stories do and what they see: clusters, hosts, tasks, decisions, in the words of the people who run them. */
import { expect } from 'vitest';
import type { Ec2Instance } from '../../local/cloud/ec2/state.ts';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import type { JournalEntry } from '../../local/cloud/kernel/journal.ts';
import type { HostReport } from '../../shared/domain/host-report.ts';
import type { TaskReport } from '../../shared/domain/task-report.ts';
import { type ApiAnswer, type RunningStack, runningStack, type StackOptions } from '../support/running-stack.ts';

export const minutes = (count: number): number => count * 60_000;

export interface Story extends RunningStack {
  /** Ids of all instances that were ever launched for us, in their order. */
  readonly launched: readonly string[];
  /** The most instances of ours that lived at the same moment, looked at after every RunInstances; by cluster. */
  readonly mostAtOnce: Readonly<Record<string, number>>;
}

/** A stack whose launches are watched. */
export const story = async ({ interceptors = [], ...options }: Partial<StackOptions> = {}): Promise<Story> => {
  const launched: string[] = [];
  const mostAtOnce: Record<string, number> = {};
  let stack: RunningStack | undefined;
  const watch: Interceptor = async ({ operation }, next) => {
    const answer = await next();
    if (operation !== 'RunInstances' || stack === undefined) return answer;
    for (const { InstanceId } of (answer as { Instances: { InstanceId: string }[] }).Instances)
      if (!launched.includes(InstanceId)) launched.push(InstanceId);
    const now = countBy(living(stack), ({ tags }) => tags.get('quaymaster:cluster') ?? 'not ours');
    for (const [cluster, count] of Object.entries(now)) mostAtOnce[cluster] = Math.max(mostAtOnce[cluster] ?? 0, count);
    return answer;
  };
  stack = await runningStack({ ...options, interceptors: [...interceptors, watch] });
  return { ...stack, launched, mostAtOnce };
};

/** The smallest useful body: one group of so many hosts. */
export const hosts = (count: number, changes: object = {}) => ({
  groups: [{ name: 'main', count, instanceTypes: ['t3.medium'], ...changes }],
});

/** A cluster whose hosts have joined. */
export const provisioned = async (stack: RunningStack, cluster = 'c', body: object = hosts(3)): Promise<void> => {
  expect(await succeeded(stack, 'PUT', `/v1/clusters/${cluster}`, body)).toMatchObject({ kind: 'provision-cluster' });
};

/** Requests a change, waits until its operation has ended well, and gives the operation. */
export const succeeded = async (
  stack: RunningStack,
  method: string,
  path: string,
  body?: unknown,
): Promise<ApiAnswer['body']> => {
  const { status, body: operation } = await stack.carryOut(method, path, body);
  expect({ status, ...operation }, `${method} ${path}`).toMatchObject({ status: 200, state: 'SUCCEEDED' });
  return operation;
};

/** Registers a small definition of one container; other `changes` make it another revision. */
export const definition = async (stack: RunningStack, family = 'web', changes: object = {}): Promise<string> => {
  const container = { name: 'web', image: 'nginx', cpu: 128, memory: 128, essential: true };
  const { status, body } = await stack.api('POST', '/v1/task-definitions', {
    family,
    containerDefinitions: [{ ...container, ...changes }],
  });
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return `${body.family}:${body.revision}`;
};

/** A service that runs as it should. */
export const serving = async (stack: RunningStack, desiredCount: number, cluster = 'c'): Promise<void> => {
  const body = { taskDefinition: await definition(stack), desiredCount };
  await succeeded(stack, 'PUT', `/v1/clusters/${cluster}/services/web`, body);
};

export const hostsOf = async (stack: RunningStack, cluster = 'c'): Promise<readonly HostReport[]> =>
  (await stack.api('GET', `/v1/clusters/${cluster}/hosts`)).body.hosts;

export const joinedHosts = async (stack: RunningStack, cluster = 'c'): Promise<readonly string[]> =>
  (await hostsOf(stack, cluster)).filter(({ state }) => state === 'joined').map(({ host }) => host);

export const runningTasks = async (stack: RunningStack, cluster = 'c'): Promise<readonly TaskReport[]> => {
  const { tasks } = (await stack.api('GET', `/v1/clusters/${cluster}/tasks`)).body;
  return (tasks as TaskReport[]).filter(({ lastStatus }) => lastStatus === 'RUNNING');
};

export const countBy = <Item>(items: Iterable<Item>, key: (item: Item) => string): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
};

/** How many hosts take tasks, by zone. */
export const joinedPerZone = async (stack: RunningStack, cluster = 'c') =>
  countBy(
    (await hostsOf(stack, cluster)).filter(({ state }) => state === 'joined'),
    ({ availabilityZone = 'nowhere' }) => availabilityZone,
  );

/** Instances that cost money for what they do, ours or not. */
export const living = ({ cloud }: RunningStack): readonly Ec2Instance[] =>
  [...cloud.world.ec2.instances.values()].filter(({ state }) => state === 'pending' || state === 'running');

export const instance = ({ cloud }: RunningStack, id: string): Ec2Instance => {
  const found = cloud.world.ec2.instances.get(id);
  if (found === undefined) throw new Error(`there is no instance ${id}`);
  return found;
};

export interface DecisionTold {
  readonly at: string;
  readonly rule: string;
  readonly outcome: string;
  readonly reason: string;
  readonly detail?: string;
  readonly action?: string;
}

/** Oldest first. */
export const decisionsOf = async (stack: RunningStack, cluster = 'c'): Promise<readonly DecisionTold[]> =>
  (await stack.api('GET', `/v1/clusters/${cluster}/decisions?limit=100`)).body.decisions.toReversed();

export const decided = async (stack: RunningStack, cluster = 'c'): Promise<string> =>
  (await decisionsOf(stack, cluster))
    .map(({ outcome, rule, reason, detail = '' }) => `${outcome} ${rule}: ${reason} ${detail}`)
    .join('\n');

/** Lets time pass until it is so; gives the simulated milliseconds that it took. */
export const until = async (
  stack: RunningStack,
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs: number,
  everyMs = 5_000,
): Promise<number> => {
  const begun = stack.cloud.clock.now();
  while (!(await isSo())) {
    if (stack.cloud.clock.now() - begun > withinMs)
      throw new Error(`within ${withinMs / 1_000} s it did not come to this: ${what}`);
    await stack.driver.pass(everyMs);
  }
  return stack.cloud.clock.now() - begun;
};

/** Calls to AWS that change something, made by our functions since the journal had so many entries. */
export const changesSince = ({ cloud }: RunningStack, entries: number, role = /./): readonly string[] =>
  cloud.journal
    .entries()
    .slice(entries)
    .filter((entry) => role.test(entry.role) && changes(entry))
    .map(({ service, operation }) => `${service}:${operation}`);

export const changes = ({ service, operation }: Pick<JournalEntry, 'service' | 'operation'>): boolean =>
  !/^(Describe|List|Get|BatchGet|Query|Scan|Receive)/.test(operation) && service !== 'lambda';

/** Everything in our table, as it is stored. */
export const table = async (stack: RunningStack): Promise<readonly Record<string, Record<string, string>>[]> => {
  const { ref: TableName } = await stack.driver.finish(stack.deployment.lookup('StateTable'));
  return (await stack.aws('dynamodb', 'Scan', { TableName })).Items;
};
