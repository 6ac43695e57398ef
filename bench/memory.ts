/** Memory of 5,000 hosts with 50,000 tasks, against the size of what DescribeInstances, DescribeContainerInstances and DescribeTasks say of them. */
import { newFleet, runTasks } from './fleet.ts';
import type { Row } from './measure.ts';

const hosts = 5_000;
const tasks = 50_000;

const heap = (): number => {
  for (let times = 0; times < 3; times += 1) (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
};

export const rows = async (): Promise<readonly Row[]> => {
  // Code that is loaded once, and one of each, are not what is measured.
  await runTasks(await newFleet(10), 10);
  const before = heap();
  const fleet = await newFleet(hosts);
  const withHosts = heap();
  const arns = await runTasks(fleet, tasks);
  const withTasks = heap();
  const { call, cluster, cloud } = fleet;
  const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
  const { Reservations } = await call('ec2', 'DescribeInstances', {
    InstanceIds: [...cloud.world.ec2.instances.keys()].slice(0, 100),
  });
  const { containerInstanceArns } = await call('ecs', 'ListContainerInstances', { cluster });
  const { containerInstances } = await call('ecs', 'DescribeContainerInstances', {
    cluster,
    containerInstances: containerInstanceArns,
  });
  const described = await call('ecs', 'DescribeTasks', { cluster, tasks: arns.slice(0, 100) });
  const hostJson = (sizeOf(Reservations) + sizeOf(containerInstances)) / 100;
  const taskJson = sizeOf(described.tasks) / 100;
  const [perHost, perTask] = [(withHosts - before) / hosts, (withTasks - withHosts) / tasks];
  return [
    {
      what: `memory of a host, of ${hosts.toLocaleString('en')} (${kilobytes(perHost)} KB)`,
      ratio: perHost / hostJson,
      against: 'its JSON',
      bound: 5,
    },
    {
      what: `memory of a task, of ${tasks.toLocaleString('en')} (${kilobytes(perTask)} KB)`,
      ratio: perTask / taskJson,
      against: 'its JSON',
      bound: 5,
    },
  ];
};

const kilobytes = (bytes: number): string => (bytes / 1_024).toFixed(1);
