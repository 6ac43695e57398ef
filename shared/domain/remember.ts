/** What a new reading of the world adds to our own memory of it. */
import { stillAsked } from './asked.ts';
import { launchFates } from './fates.ts';
import type { History } from './history.ts';
import { type Host, hostsOf } from './hosts.ts';
import { launchedIds } from './launched.ts';
import { rememberFailures } from './remember-failures.ts';
import { rememberHealth } from './remember-health.ts';
import { rememberLedgers } from './riddles.ts';
import { rolledBack } from './rolled-back.ts';
import { since } from './since.ts';
import type { Situation } from './situation.ts';
import { rememberUnseen } from './unseen.ts';

export const remember = (situation: Situation): History => {
  const { history, now, world, ledgers } = situation;
  const hosts = hostsOf(situation);
  const launched = launchedIds(ledgers);
  const known = new Set(hosts.map(({ id }) => id));
  const without = world.containerInstances.filter(
    ({ instanceId }) => launched.has(instanceId) && !known.has(instanceId),
  );
  const { fates, backOff } = launchFates(situation, hosts);
  const unregistered = hosts.filter(
    ({ id, state, containerInstance }) =>
      state === 'joining' && containerInstance === undefined && fates[id]?.outcome === 'joined',
  );
  return {
    ...history,
    ...rememberHealth(situation, hosts),
    ...rememberFailures(situation),
    fates,
    backOff,
    unregisteredSince: since(history.unregisteredSince, unregistered.map(idOf), now),
    stoppedSince: since(history.stoppedSince, hosts.filter(({ state }) => state === 'stopped').map(idOf), now),
    withoutInstanceSince: since(
      history.withoutInstanceSince,
      without.map(({ arn }) => arn),
      now,
    ),
    rolledBack: rolledBack(situation),
    asked: stillAsked(history.asked, now),
    ...rememberUnseen(situation),
    ...rememberLedgers(situation),
  };
};

const idOf = ({ id }: Host): string => id;
