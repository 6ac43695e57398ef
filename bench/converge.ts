/** AWS calls from nothing to 100 hosts and a service of 200 tasks: against what page and batch sizes allow, and a reconciler per host. */
import type { Row } from './measure.ts';
import { naiveConvergence } from './naive.ts';
import {
  type Attempt,
  ask,
  askForHosts,
  callsOfALook,
  hourMs,
  isOfFleet,
  joined,
  looks,
  minuteMs,
  registerWeb,
  runningTasks,
  startStack,
} from './stack.ts';

const hosts = 100;
const tasks = 200;
const zones = 3;

/**
 * To do: the cluster, the configuration, one RunInstances of at most 100 for each zone, the task definition and the service. To know
 * with what: image, type, subnets. To see: once that nothing is there, and once that everything is.
 */
const leastCalls =
  1 + 1 + zones * Math.ceil(hosts / zones / 100) + 1 + 1 + 3 + callsOfALook(0, 0) + callsOfALook(hosts, 1);

/** Calls of our functions until everything runs, and it is seen. */
export const converge = async (
  knobs: object = {},
  begin: (stack: Awaited<ReturnType<typeof startStack>>) => void = () => {},
) => {
  const stack = await startStack({ knobs });
  const { driver, cloud, attempts } = stack;
  begin(stack);
  // A bucket that a fault has emptied fills again, as far as it goes.
  await driver.pass(10 * minuteMs);
  const begun = cloud.clock.now();
  attempts.length = 0;
  await askForHosts(stack, hosts);
  await registerWeb(stack);
  await ask(stack, 'PUT', '/v1/clusters/c/services/web', { taskDefinition: 'web', desiredCount: tasks });
  await driver.until(() => joined(stack) === hosts && runningTasks(stack) === tasks, 3 * hourMs, 'all runs');
  const tookMs = cloud.clock.now() - begun;
  await driver.pass(2 * minuteMs);
  return { attempts: [...attempts] as readonly Attempt[], tookMs };
};

export const rows = async (): Promise<readonly Row[]> => {
  const { attempts, tookMs } = await converge();
  const ours = attempts.filter(isOfFleet).length;
  const writes = attempts.filter((attempt) => isOfFleet(attempt) && !/^(Describe|List|Get)/.test(attempt.operation));
  const naive = await naiveConvergence(hosts, tasks);
  const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
  return [
    {
      what: `0 to ${hosts} hosts, ${tasks} tasks: ${ours} calls in ${seconds(tookMs)}, ${looks(attempts)} looks`,
      ratio: ours / leastCalls,
      against: `${leastCalls} calls: everything done once, seen before and after, in full pages and batches`,
      bound: 25,
    },
    {
      what: `calls that change something: ${writes.length}`,
      ratio: writes.length / (4 + zones),
      against: `${4 + zones}: each thing made once, one launch for each zone`,
      bound: 1.5,
    },
    {
      what: `against one reconciler per host: ${naive.calls} calls in ${seconds(naive.tookMs)}`,
      ratio: ours / naive.calls,
      against: 'bench/naive.ts, which describes and launches host by host, once a minute',
      bound: 0.5,
    },
  ];
};
