/** How many looks a burst of events costs: of those that follow one another within seconds one is taken. */
import type { Row } from './measure.ts';
import { ask, joined, looks, minuteMs, runningTasks, type Stack, withCluster } from './stack.ts';

/** A look each three seconds at most, and what is left to do after it; the sweep comes each minute anyway. */
const most = (ms: number): number => Math.ceil(ms / 3_000) + Math.ceil(ms / minuteMs);

const burst = async (what: string, stack: Stack, begin: () => unknown, isOver: () => boolean): Promise<Row> => {
  const { cloud, driver, attempts } = stack;
  attempts.length = 0;
  let events = 0;
  const functions = [...cloud.world.lambda.functions.values()].filter(({ name }) => /fleet-changed$/.test(name));
  for (const hosted of functions)
    cloud.world.lambda.functions.set(hosted.name, {
      ...hosted,
      invoke: (...asked) => {
        events += 1;
        return hosted.invoke(...asked);
      },
    });
  const begun = cloud.clock.now();
  await begin();
  await driver.until(isOver, 30 * minuteMs, what);
  const tookMs = cloud.clock.now() - begun;
  const looked = looks(attempts);
  const per1000 = Math.round((1_000 * looked) / Math.max(1, events));
  return {
    what: `${what}: ${events} events, ${looked} looks (${per1000} per 1,000)`,
    ratio: looked / most(tookMs),
    against: `${most(tookMs)} looks: one in 3 s, and the sweeps, in ${Math.round(tookMs / 1_000)} s`,
    bound: 1,
  };
};

const hostDies = async (): Promise<Row> => {
  const stack = await withCluster(4, { tasksPerHost: 50, group: { instanceTypes: ['m5.2xlarge'] } });
  const { faults } = stack.cloud;
  const isOver = () => joined(stack) === 4 && runningTasks(stack) >= 200;
  const begin = async () => {
    faults.begin('host-terminate', { cluster: 'c', count: 1 });
    await stack.driver.pass(30_000);
  };
  return burst('a host with 50 tasks dies', stack, begin, isOver);
};

const deployment = async (): Promise<Row> => {
  const stack = await withCluster(20, { tasksPerHost: 2 });
  const url = '/v1/clusters/c/services/s0';
  await ask(stack, 'PUT', url, { taskDefinition: 'web', desiredCount: 200 });
  await stack.driver.until(() => runningTasks(stack) >= 232, 30 * minuteMs, '200 tasks run');
  await stack.driver.pass(2 * minuteMs);
  const begin = async () => {
    const container = { name: 'web', image: 'nginx:2', cpu: 32, memory: 32, essential: true };
    await ask(stack, 'POST', '/v1/task-definitions', { family: 'web', containerDefinitions: [container] });
    await ask(stack, 'PUT', url, { taskDefinition: 'web', desiredCount: 200 });
    await stack.driver.pass(minuteMs);
  };
  const isNew = (arn: string): boolean => arn.endsWith('web:2');
  const isOver = () => {
    const service = stack.cloud.world.ecs.clusters.get('c')?.services.get('s0');
    return (service?.deployments.length ?? 0) === 1 && isNew(service?.deployments[0]?.definition.arn ?? '');
  };
  return burst('a deployment of 200 tasks', stack, begin, isOver);
};

const spotStorm = async (): Promise<Row> => {
  const stack = await withCluster(300, { tasksPerHost: 1, group: { market: 'spot' } });
  const { clock, faults } = stack.cloud;
  // Thirty in a hundred within a minute.
  const begin = async () => {
    for (let second = 0; second < 60; second += 2)
      clock.after(second * 1_000, 'three more are taken back', () => {
        faults.begin('spot-interruption', { cluster: 'c', count: 3, withoutNotice: false });
      });
    await stack.driver.pass(4 * minuteMs);
  };
  return burst('a spot storm takes 30 % of 300 hosts', stack, begin, () => joined(stack) === 300);
};

export const rows = async (): Promise<readonly Row[]> => [await hostDies(), await deployment(), await spotStorm()];
