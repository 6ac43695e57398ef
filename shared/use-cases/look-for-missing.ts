import type { Situation, World } from '../domain/situation.ts';
import { isOurs } from '../domain/tags.ts';
import { missingTwice } from '../domain/unseen.ts';
import type { ReadingPorts } from './reconcile-ports.ts';

/**
 * A direct look, by their ids, at instances that were missing from EC2's list more than once: a page may be torn, or old. Costs
 * nothing while none is missing. One that has lost our tags is not ours any more: we launch another one, and leave it alone.
 */
export const lookForMissing = async (
  situation: Situation,
  { fleet, settings }: Pick<ReadingPorts, 'fleet' | 'settings'>,
): Promise<Pick<World, 'instances' | 'denied' | 'disowned'>> => {
  const { instances } = situation.world;
  const ids = missingTwice(situation);
  if (ids.length === 0) return { instances };
  const known = await fleet.instances(ids);
  const found = known.filter(({ tags }) => isOurs(tags, settings.stack, situation.wanted.cluster));
  const shown = new Set(found.map(({ id }) => id));
  // EC2 takes the tags from what has gone, too: that does not make it somebody else's.
  const runsOn = known.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');
  const disowned = runsOn.filter(({ id }) => !shown.has(id)).map(({ id }) => id);
  return { instances: [...instances, ...found], denied: ids.filter((id) => !shown.has(id)), disowned };
};
