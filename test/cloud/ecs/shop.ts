/** A cluster `shop` and what the tests say most often to it. */
import {
  type ContainerInstance,
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListContainerInstancesCommand,
  type ListContainerInstancesCommandInput,
  ListTasksCommand,
  type ListTasksCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
  type Service,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import type { ClusterRecord, TaskRecord } from '../../../local/cloud/ecs/state.ts';
import type { Knobs } from '../../../local/cloud/kernel/knobs.ts';
import { type Fleet, newFleet, registerWeb } from './fleet.ts';

const cluster = 'shop';

export const openShop = async (knobs: Partial<Knobs> = {}) => {
  const fleet = newFleet(knobs);
  await fleet.ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  return { fleet, ...ofHosts(fleet), ...ofTasks(fleet), ...ofServices(fleet) };
};
export type Shop = Awaited<ReturnType<typeof openShop>>;

const recordOf = (fleet: Fleet): ClusterRecord => fleet.world.ecs.clusters.get(cluster) as ClusterRecord;

const ofHosts = (fleet: Fleet) => {
  const listHosts = async (input: Partial<ListContainerInstancesCommandInput> = {}): Promise<readonly string[]> =>
    (await fleet.ecs.send(new ListContainerInstancesCommand({ cluster, ...input }))).containerInstanceArns ?? [];
  const describeHosts = async (arns: readonly string[]): Promise<readonly ContainerInstance[]> => {
    if (arns.length === 0) return [];
    const input = { cluster, containerInstances: [...arns], include: ['TAGS' as const] };
    return (await fleet.ecs.send(new DescribeContainerInstancesCommand(input))).containerInstances ?? [];
  };
  return {
    listHosts,
    describeHosts,
    hosts: async () => describeHosts(await listHosts()),
    /** In the order in which they registered. */
    hostArns: (): readonly string[] => Array.from(recordOf(fleet).hosts.values(), ({ arn }) => arn),
  };
};

const ofTasks = (fleet: Fleet) => {
  const run = (input: Partial<RunTaskCommandInput> = {}) =>
    fleet.ecs.send(new RunTaskCommand({ cluster, taskDefinition: 'web', ...input }));
  return {
    run,
    /** The ARN of a task of `web` that is running. */
    runOne: async (): Promise<string> => {
      await registerWeb(fleet);
      const { tasks } = await run();
      await fleet.settle();
      return tasks?.[0]?.taskArn ?? '';
    },
    stop: (task: string | undefined, reason?: string) => fleet.ecs.send(new StopTaskCommand({ cluster, task, reason })),
    taskNow: async (arn: string | undefined): Promise<Task | undefined> =>
      (await fleet.ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn ?? ''], include: ['TAGS'] }))).tasks?.[0],
    listTasks: async (input: Partial<ListTasksCommandInput> = {}): Promise<readonly string[]> =>
      (await fleet.ecs.send(new ListTasksCommand({ cluster, ...input }))).taskArns ?? [],
  };
};

const ofServices = (fleet: Fleet) => {
  const web = async (): Promise<Service> => {
    const { services } = await fleet.ecs.send(new DescribeServicesCommand({ cluster, services: ['web'] }));
    return services?.[0] ?? {};
  };
  const record = () => recordOf(fleet).services.get('web');
  return {
    web,
    register: (image: string, memory = 256) =>
      registerWeb(fleet, {
        containerDefinitions: [{ name: 'web', image, cpu: 128, memory, portMappings: [{ containerPort: 80 }] }],
      }),
    create: (input: Partial<CreateServiceCommandInput> = {}) =>
      fleet.ecs.send(
        new CreateServiceCommand({
          cluster,
          serviceName: 'web',
          taskDefinition: 'web',
          ...(input.schedulingStrategy === 'DAEMON' ? {} : { desiredCount: 3 }),
          ...input,
        }),
      ),
    messages: async (): Promise<readonly string[]> => (await web()).events?.map(({ message = '' }) => message) ?? [],
    liveTasks: (): readonly TaskRecord[] => [...(record()?.tasks.live ?? [])],
    steady: (withinMs = 600_000) =>
      fleet.time.until(
        async () => (await web()).deployments?.length === 1 && (record()?.steady ?? false),
        withinMs,
        'a steady state',
      ),
  };
};
