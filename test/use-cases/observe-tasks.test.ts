/** Which tasks are read of a cluster whose hosts are being emptied: those of each host, or all where that takes fewer calls. */
import { expect, it } from 'vitest';
import type { TaskQuery } from '../../shared/ports/ecs-tasks.ts';
import { observe } from '../../shared/use-cases/observe.ts';
import { recall } from '../../shared/use-cases/recall.ts';
import { freshWorld, hostsJoin, live, portsOf, run } from '../support/reconciling.ts';
import { aDisruption, minutes } from '../support/situations.ts';

const agentsAway = { kind: 'replace', cause: 'agent-away', stage: 'draining' } as const;

/** What is asked for when all three hosts drain, with so many tasks on each, in a cluster with so many. */
const asked = async (ofHost: number, ofCluster: number): Promise<readonly TaskQuery[]> => {
  const world = freshWorld();
  await run(world);
  hostsJoin(world);
  world.nowMs += minutes(5);
  await run(world);
  const registered = world.containerInstances.get('c') ?? [];
  world.containerInstances.set(
    'c',
    registered.map((one) => ({ ...one, status: 'DRAINING' as const, runningTasks: ofHost })),
  );
  world.clusters.set('c', { ...world.clusters.get('c')!, runningTasks: ofCluster });
  const disruptions = live(world).map(({ id }) => aDisruption({ host: id, ...agentsAway }));
  world.ledgers.set('c/main', { ...world.ledgers.get('c/main')!, disruptions });
  const ports = portsOf(world);
  const queries: TaskQuery[] = [];
  const tasks: typeof ports.tasks = {
    ...ports.tasks,
    tasks: async (_cluster, query) => {
      queries.push(query);
      return [];
    },
  };
  await observe(recall(world.clusterSpecs.get('c')!, await ports.memories.read('c')), { ...ports, tasks });
  return queries;
};

it.each([
  { reason: 'one page has them all', ofHost: 2, ofCluster: 6, queries: [{ status: 'RUNNING' }] },
  { reason: 'two pages are fewer than three hosts', ofHost: 60, ofCluster: 200, queries: [{ status: 'RUNNING' }] },
])('of three hosts that drain all tasks are read at once: $reason', async ({ ofHost, ofCluster, queries }) => {
  expect(await asked(ofHost, ofCluster)).toEqual(queries);
});

it.each([
  { reason: 'there are many more tasks on other hosts', ofHost: 2, ofCluster: 2_000, status: 'RUNNING' },
  { reason: 'nobody knows how many have stopped', ofHost: 0, ofCluster: 0, status: 'STOPPED' },
])('of three hosts that drain only theirs are read: $reason', async ({ ofHost, ofCluster, status }) => {
  const queries = await asked(ofHost, ofCluster);
  expect(queries).toHaveLength(3);
  for (const query of queries) expect(query).toEqual({ status, containerInstance: expect.stringMatching(/^arn:/) });
});
