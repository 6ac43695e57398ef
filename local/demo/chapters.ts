/** The main job, chapter by chapter. Each is what a user would do; none knows anything of the inside. */
import { DescribeInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { ListClustersCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { DescribeParametersCommand } from '@aws-sdk/client-ssm';
import { drawCluster, eventually, hostsOf, type Stage, tasksOf } from './stage.ts';

type Chapter = readonly [title: string, play: (stage: Stage) => Promise<void>];

const placements = [
  { name: 'az-balanced-spread' },
  { name: 'az-balanced-binpack' },
  { name: 'binpack' },
  { name: 'one-per-host' },
  {
    name: 'custom',
    strategies: [{ type: 'random' }],
    constraints: [{ type: 'memberOf', expression: 'attribute:ecs.availability-zone != us-east-1c' }],
  },
];

const running = async (stage: Stage): Promise<number> =>
  (await tasksOf(stage)).filter(({ group }) => group === 'service:ransom').length;

const joinedHosts = async (stage: Stage): Promise<string[]> =>
  (await hostsOf(stage)).filter(({ state }) => state === 'joined').map(({ host }) => host);

export const chapters: readonly Chapter[] = [
  [
    'A cluster of three hosts, from nothing',
    async (stage) => {
      const { api, cluster, line } = stage;
      const spec = { groups: [{ name: 'main', count: 3, instanceTypes: ['t3.medium'] }] };
      const { body } = await api.send<{ actions: readonly { type: string; reason: string }[] }>(
        'PUT',
        `/v1/clusters/${cluster}?dryRun=true`,
        spec,
      );
      line('a dry run first:');
      for (const { type, reason } of body.actions) line(`  would ${type}: ${reason}`);
      await api.change('PUT', `/v1/clusters/${cluster}`, spec);
      await drawCluster(stage);
    },
  ],
  [
    'Task definitions, as ECS writes them',
    async ({ api, example, line }) => {
      for (const name of ['ransom', 'sample-nginx-ec2', 'using-awslogs', 'firelens-example-taskdefs']) {
        const { status, body } = await api.send<{ family: string; revision: number }>(
          'POST',
          '/v1/task-definitions',
          example(`task-definitions/${name}.json`),
        );
        line(`${status} ${body.family}:${body.revision}`);
      }
    },
  ],
  [
    'Three tasks under each of the five placements',
    async (stage) => {
      const { api, cluster, line } = stage;
      for (const placement of placements) {
        const before = new Set((await tasksOf(stage)).map(({ id }) => id));
        line(placement.name);
        await api.change('POST', `/v1/clusters/${cluster}/tasks`, { taskDefinition: 'ransom', count: 3, placement });
        await drawCluster(stage, ({ id }) => !before.has(id));
        const started = (await tasksOf(stage)).filter(({ id }) => !before.has(id));
        await Promise.all(started.map(({ id }) => api.send('DELETE', `/v1/clusters/${cluster}/tasks/${id}`)));
        await eventually('the tasks stop', async () => (await tasksOf(stage)).length === before.size);
      }
    },
  ],
  [
    'A service of six',
    async (stage) => {
      await stage.api.change('PUT', `/v1/clusters/${stage.cluster}/services/ransom`, {
        taskDefinition: 'ransom',
        desiredCount: 6,
        placement: { name: 'az-balanced-spread' },
      });
      await drawCluster(stage);
    },
  ],
  [
    'Somebody stops a task behind its back: it returns',
    async (stage) => {
      const [victim] = await tasksOf(stage);
      if (victim === undefined) throw new Error('no task is running');
      await stage.ecs.send(new StopTaskCommand({ cluster: stage.cluster, task: victim.id, reason: 'by hand' }));
      stage.line(`stopped ${victim.id} by hand`);
      const back = async () =>
        (await running(stage)) === 6 && (await tasksOf(stage)).every(({ id }) => id !== victim.id);
      await eventually('six tasks run again', back);
      stage.line('six tasks run again');
    },
  ],
  [
    'Somebody terminates a host: it is replaced, and its tasks return',
    async (stage) => {
      const [victim] = await joinedHosts(stage);
      if (victim === undefined) throw new Error('no host has joined');
      await stage.ec2.send(new TerminateInstancesCommand({ InstanceIds: [victim] }));
      stage.line(`terminated ${victim} by hand`);
      await eventually('three other hosts', async () => {
        const hosts = await joinedHosts(stage);
        return hosts.length === 3 && !hosts.includes(victim) && (await running(stage)) === 6;
      });
      await drawCluster(stage);
    },
  ],
  [
    'Scale to nine',
    async (stage) => {
      await stage.api.change('PATCH', `/v1/clusters/${stage.cluster}/services/ransom`, { desiredCount: 9 });
      await drawCluster(stage);
    },
  ],
  [
    'A new revision rolls out',
    async (stage) => {
      const ransom = stage.example('task-definitions/ransom.json') as { containerDefinitions: { cpu: number }[] };
      const [marvel, ...others] = ransom.containerDefinitions;
      const changed = { ...ransom, containerDefinitions: [{ ...marvel, cpu: 160 }, ...others] };
      const { body } = await stage.api.send<{ revision: number }>('POST', '/v1/task-definitions', changed);
      await stage.api.change('PATCH', `/v1/clusters/${stage.cluster}/services/ransom`, {
        taskDefinition: `ransom:${body.revision}`,
      });
      await drawCluster(stage);
    },
  ],
  [
    'A host is drained and replaced, launch first',
    async (stage) => {
      const [old] = await joinedHosts(stage);
      await stage.api.change('POST', `/v1/clusters/${stage.cluster}/hosts/${old}/replace`, {});
      stage.line(`${old} is gone`);
      await drawCluster(stage);
    },
  ],
  [
    'What was decided, and why',
    async ({ api, cluster, line }) => {
      const { decisions } = await api.get<{
        decisions: { at: string; rule: string; outcome: string; reason: string }[];
      }>(`/v1/clusters/${cluster}/decisions?limit=100`);
      const acts = decisions.filter(({ outcome }) => outcome !== 'nothing').toReversed();
      for (const { at, outcome, rule, reason } of acts) line(`${at.slice(11, 19)} ${outcome} ${rule}: ${reason}`);
    },
  ],
  [
    'Everything is torn down, and nothing is left',
    async ({ api, cluster, line, ec2, ecs, ssm }) => {
      await api.change('DELETE', `/v1/clusters/${cluster}?cascade=true`);
      const { Reservations } = await ec2.send(
        new DescribeInstancesCommand({
          Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }],
        }),
      );
      const instances = (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []).length;
      const { clusterArns } = await ecs.send(new ListClustersCommand({}));
      const { Parameters } = await ssm.send(new DescribeParametersCommand({}));
      const left = { instances, clusters: clusterArns?.length ?? 0, parameters: Parameters?.length ?? 0 };
      line(`left: ${left.instances} instances, ${left.clusters} clusters, ${left.parameters} parameters`);
      if (Object.values(left).some((count) => count > 0)) throw new Error('something is left');
    },
  ],
];
