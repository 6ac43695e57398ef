import { type Invariant, registrationOf, type Scene, type Seen } from '../scene.ts';
import type { StoredDisruption } from '../stored-truth.ts';

/** Design section 4: the entry in the ledger is what makes an act happen once, so it comes first. */
export const enteredBeforeDone: Invariant = {
  name: 'entered-before-done',
  promise: 'Nothing is launched, drained or terminated that does not stand in a ledger at that moment, at that stage.',
  watch: (scene, broken) => ({
    before: (seen) => {
      if (!seen.ours) return;
      if (seen.operation === 'RunInstances' && !isOpenLaunch(scene, seen.input.ClientToken))
        broken(`RunInstances with a token that no open launch has: ${seen.input.ClientToken}`);
      for (const [host, stages] of disrupted(scene, seen))
        if (!entriesFor(scene, host).some(({ stage }) => stages.includes(stage)))
          broken(`${seen.operation} of ${host}, for which no ledger has an entry that is ${stages.join(' or ')}`);
    },
  }),
};

const isOpenLaunch = ({ stored }: Scene, token: string | undefined): boolean =>
  [...stored.ledgers.values()].some(({ launches }) =>
    launches.some(({ state, request }) => state === 'open' && request.clientToken === token),
  );

const entriesFor = ({ stored }: Scene, host: string): readonly StoredDisruption[] =>
  [...stored.ledgers.values()].flatMap(({ disruptions }) => disruptions.filter((one) => one.host === host));

/** Hosts that a call takes from their tasks, each with the stages of which its entry has to be one. */
const disrupted = ({ world }: Scene, { operation, input }: Seen): readonly (readonly [string, readonly string[]])[] => {
  if (operation === 'TerminateInstances')
    return (input.InstanceIds as readonly string[]).map((id) => [id, ['terminating']] as const);
  if (operation !== 'UpdateContainerInstancesState' || input.status !== 'DRAINING') return [];
  return (input.containerInstances as readonly string[]).flatMap((one) => {
    const id = registrationOf(world, input.cluster, one)?.instanceId;
    return id === undefined ? [] : [[id, ['draining']] as const];
  });
};
