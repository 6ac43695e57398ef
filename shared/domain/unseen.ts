/**
 * Instances that our ledger launched and that EC2 does not show. It shows a new one late, and a page of an answer may be torn or
 * old: so an instance counts until EC2 has said that it is gone, or has denied it twice.
 */
import type { History } from './history.ts';
import { launchedBy } from './launched.ts';
import type { FormerLaunch, Launch, Ledger } from './ledger.ts';
import type { Situation, World } from './situation.ts';

export interface Unseen {
  readonly id: string;
  readonly ledger: Ledger;
  readonly launch: Launch | FormerLaunch;
}

/**
 * How long EC2 may take to show what RunInstances has answered. Eventual consistency is a matter of seconds or minutes, and
 * counting an instance that is not there only delays its replacement; replacing one that is there costs a host too many.
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
const mayAppearForMs = 30 * 60_000;

/** How long an instance has to be missing before EC2 is asked about it by its id. */
const missingForMs = 60_000;

const mayStillAppear = ({ launch }: Pick<Unseen, 'launch'>, now: number): boolean => {
  const launchedAt = 'settledAt' in launch ? (launch.settledAt ?? launch.enteredAt) : launch.enteredAt;
  return now - launchedAt < mayAppearForMs;
};

/** All that the ledgers launched and EC2 does not show in its list, but for those that are known to be gone. */
export const unseenOf = ({ ledgers, history, world }: Looked): readonly Unseen[] => {
  const shown = new Set(world.instances.map(({ id }) => id));
  const gone = new Set(history.gone);
  const isUnseen = (id: string) => !shown.has(id) && (!gone.has(id) || isDenied(id, world));
  return ledgers.flatMap((ledger) =>
    launchedBy(ledger).flatMap((launch) =>
      launch.instanceIds.filter(isUnseen).map((id): Unseen => ({ id, ledger, launch })),
    ),
  );
};

type Looked = Pick<Situation, 'ledgers' | 'history'> & { readonly world: Pick<World, 'instances' | 'denied'> };

/** Whom EC2 is to be asked about by id: those that were missing a minute ago too. */
export const missingTwice = (situation: Looked & Pick<Situation, 'now'>): readonly string[] =>
  unseenOf(situation)
    .map(({ id }) => id)
    .filter((id) => situation.now - (situation.history.unseenSince[id] ?? situation.now) >= missingForMs);

/** EC2 did not know it when it was asked by id. */
const isDenied = (id: string, { denied = [] }: Pick<World, 'denied'>): boolean => denied.includes(id);

/** An instance that EC2 denies, and that is too old to be still on its way into EC2's answers. */
export const isGone = (unseen: Unseen, { world, now }: Looked & Pick<Situation, 'now'>): boolean =>
  isDenied(unseen.id, world) && !mayStillAppear(unseen, now);

export const rememberUnseen = (situation: Situation): Pick<History, 'unseenSince' | 'gone'> => {
  const { world, history, now, ledgers } = situation;
  const unseen = unseenOf(situation);
  // What runs on as somebody else's is asked about again: once it has ended, what is left of it is cleared away.
  const over = unseen
    .filter((one) => isGone(one, situation) && !(world.disowned ?? []).includes(one.id))
    .map(({ id }) => id);
  const shown = new Map(world.instances.map(({ id, state }) => [id, state]));
  const known = new Set([...history.gone, ...over]);
  const gone = ledgers
    .flatMap((ledger) => launchedBy(ledger).flatMap(({ instanceIds }) => instanceIds))
    .filter((id) => {
      const state = shown.get(id);
      return state === undefined ? known.has(id) : state === 'terminated' || state === 'shutting-down';
    });
  const missing = unseen.map(({ id }) => id).filter((id) => !over.includes(id));
  return {
    unseenSince: Object.fromEntries(missing.map((id) => [id, history.unseenSince[id] ?? now])),
    gone: gone.sort(),
  };
};
