/** Placements, by strategy: against looking once at the remaining CPU of every host, which any placement has to do. */
import { type Fleet, newFleet } from './fleet.ts';
import { costs, type Row } from './measure.ts';

const strategies = {
  random: [{ type: 'random' }],
  'spread over hosts': [{ type: 'spread', field: 'instanceId' }],
  'spread over zones': [{ type: 'spread', field: 'attribute:ecs.availability-zone' }],
  'binpack by memory': [{ type: 'binpack', field: 'memory' }],
} as const;
const perCall = 10;

const place = ({ call, cluster }: Fleet, placementStrategy: readonly object[]) =>
  call('ecs', 'RunTask', { cluster, taskDefinition: 'web', count: perCall, placementStrategy });

/** A lower bound: the best of all hosts by one amount. */
const lookAtEveryHost = ({ cloud, cluster }: Fleet): string => {
  let best = '';
  let most = -1;
  for (const { id, remaining } of cloud.world.ecs.clusters.get(cluster)?.hosts.values() ?? [])
    if (remaining.cpu > most) [best, most] = [id, remaining.cpu];
  return best;
};

export const rows = async (): Promise<readonly Row[]> => {
  const [small, large] = [await newFleet(1_000), await newFleet(5_000)];
  const found: Row[] = [];
  const [bareSmall = 1, bareLarge = 1] = await costs([() => lookAtEveryHost(small), () => lookAtEveryHost(large)]);
  for (const [name, strategy] of Object.entries(strategies)) {
    const [inSmall = 0, inLarge = 0] = await costs([() => place(small, strategy), () => place(large, strategy)], {
      calls: 4,
      rounds: 5,
    });
    found.push(
      {
        what: `one placement, ${name}, 1,000 hosts (${rate(inSmall)} a second)`,
        ratio: inSmall / perCall / bareSmall,
        against: 'one look at every host',
      },
      {
        what: `one placement, ${name}, 5,000 hosts (${rate(inLarge)} a second)`,
        ratio: inLarge / perCall / bareLarge,
        against: 'one look at every host',
      },
      {
        what: `growth of a placement, ${name}`,
        ratio: inLarge / inSmall,
        against: 'from 1,000 to 5,000 hosts',
        bound: 7.5,
      },
    );
  }
  return found;
};

const rate = (msPerCall: number): string => Math.round((1_000 * perCall) / msPerCall).toLocaleString('en');
