/** What becomes of launched hosts, and when a group is so bad that launching into it has to wait. */
import type { BackOff, Fate, History } from './history.ts';
import type { Host } from './hosts.ts';
import { own } from './own.ts';
import type { Situation } from './situation.ts';

const remembered = 4;
const badFrom = remembered / 2;
const probesAfterMs = [15 * 60_000, 30 * 60_000, 60 * 60_000] as const;

export const launchFates = (situation: Situation, hosts: readonly Host[]): Pick<History, 'fates' | 'backOff'> => {
  const { history, now } = situation;
  const known = Object.fromEntries(
    hosts.flatMap((host) => {
      const fate = fateOf(host, history.fates[host.id], now);
      return fate === undefined ? [] : [[host.id, fate] as const];
    }),
  );
  const groups = new Set(Object.values({ ...history.fates, ...known }).map(({ group }) => group));
  const fates: Record<string, Fate> = {};
  const backOff: Record<string, BackOff> = {};
  for (const group of groups) {
    const judged = judge(situation, group, known, hosts);
    Object.assign(fates, judged.fates);
    if (judged.backOff !== undefined) backOff[group] = judged.backOff;
  }
  return { fates, backOff };
};

const fateOf = (host: Host, before: Fate | undefined, now: number): Fate | undefined => {
  if (host.state === 'gone') {
    // Launched for a group or a cluster of this name that has been deleted since.
    if (before === undefined && host.launch === undefined) return undefined;
    const by = host.disruption === undefined ? ('others' as const) : ('us' as const);
    const withdrawn = host.disruption !== undefined && host.disruption.cause !== 'never-registered';
    const fate = before ?? {
      group: host.group,
      outcome: withdrawn ? ('withdrawn' as const) : ('failed' as const),
      at: now,
    };
    return fate.ended === undefined ? { ...fate, ended: { by, at: now } } : fate;
  }
  const registered = host.containerInstance !== undefined && host.containerInstance.status !== 'REGISTERING';
  if (registered && before?.outcome !== 'joined') return { group: host.group, outcome: 'joined', at: now };
  return before;
};

interface Judged {
  readonly fates: Readonly<Record<string, Fate>>;
  readonly backOff?: BackOff;
}

/** A host that joins, or something else to launch, wipes the slate; a probe that fails takes the next step. */
const judge = (
  situation: Situation,
  group: string,
  known: Readonly<Record<string, Fate>>,
  hosts: readonly Host[],
): Judged => {
  const { history, now } = situation;
  const ofGroup = (fates: Readonly<Record<string, Fate>>) =>
    Object.entries(fates).filter(([, fate]) => fate.group === group);
  const all = Object.fromEntries([...ofGroup(history.fates), ...ofGroup(known)]);
  const fresh = ofGroup(known).filter(([id]) => history.fates[id]?.outcome !== known[id]?.outcome);
  const before = own(history.backOff, group);
  const current = whatIsLaunched(situation, group);
  const wiped =
    before !== undefined &&
    (fresh.some(([, { outcome }]) => outcome === 'joined') ||
      before.launching !== current.launching ||
      (before.images !== undefined && current.images !== undefined && before.images !== current.images));
  const counting = Object.entries(all)
    .filter(([, { outcome }]) => outcome === 'joined' || (outcome === 'failed' && !wiped))
    .sort(([, a], [, b]) => a.at - b.at)
    .slice(-remembered);
  const fates = Object.fromEntries([
    ...counting,
    // Of a wiped failure it stays known that it has been judged, while EC2 shows it.
    ...ofGroup(known).map(([id, fate]) => [
      id,
      wiped && fate.outcome === 'failed' ? { ...fate, outcome: 'withdrawn' as const } : fate,
    ]),
  ]);
  const failures = counting.filter(([, { outcome }]) => outcome === 'failed').length;
  const failedNow = fresh.filter(([, { outcome }]) => outcome === 'failed').map(([id]) => id);
  // Hosts that were launched before the back-off and fail after its beginning are no news.
  const probeFailed = hosts.some(({ id, launchedAt }) => failedNow.includes(id) && launchedAt >= (before?.until ?? 0));
  if (!wiped && probeFailed && failures >= badFrom) {
    const step = before === undefined ? 0 : Math.min(before.step + 1, probesAfterMs.length - 1);
    const reason = `${failures} of the last ${counting.length} hosts launched for it never joined`;
    return { fates, backOff: { until: now + (probesAfterMs[step] ?? 0), step, reason, ...current } };
  }
  return { fates, ...(before !== undefined && !wiped && { backOff: before }) };
};

const whatIsLaunched = ({ wanted, world }: Situation, group: string): Pick<BackOff, 'launching' | 'images'> => {
  const ingredients = own(world.ingredients, group);
  const launching = `${wanted.generation}/${own(world.configs, group)?.version ?? 0}`;
  if (ingredients?.status !== 'ready') return { launching };
  return { launching, images: [...new Set(ingredients.offerings.map(({ imageId }) => imageId))].sort().join() };
};
