/** Offerings that are left alone for a while, because EC2 refused them or has just taken back what they gave. */
import type { Launch, LaunchRequest, Ledger } from './ledger.ts';
import { type Offering, offeringName, type Situation } from './situation.ts';

/** As Karpenter does. */
const coolsForMs = 3 * 60_000;

type Place = Pick<Offering, 'instanceType' | 'availabilityZone' | 'market' | 'subnetId'>;

/** Why an offering cools, in words for people; undefined when it does not. */
export type Cooling = (offering: Place) => string | undefined;

/**
 * What a refusal is about decides what cools, and for whom: capacity, quotas and addresses are the same for every group;
 * whatever else was refused has to do with the group that asked.
 */
export const coolingOf = (situation: Situation, own: Ledger): Cooling => {
  const { ledgers, now } = situation;
  const cold = ledgers.flatMap((ledger) =>
    ledger.launches
      .filter(({ state, settledAt = 0 }) => state === 'failed' && settledAt + coolsForMs > now)
      .flatMap((launch) => reachOf(launch, ledger.group === own.group)),
  );
  const interrupted = interruptedLately(situation);
  return (offering) =>
    cold.find(({ covers }) => covers(offering))?.why ??
    (interrupted.has(offeringName(offering)) ? 'EC2 has just taken such a spot instance back' : undefined);
};

interface Cold {
  readonly why: string;
  readonly covers: (offering: Place) => boolean;
}

/** Codes: https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html */
const reachOf = ({ request, failure }: Launch, itsOwn: boolean): readonly Cold[] => {
  const why = failure?.code ?? 'refused';
  switch (failure?.code) {
    case 'InsufficientInstanceCapacity':
      return [{ why, covers: (offering) => offeringName(offering) === offeringName(request) }];
    case 'InsufficientFreeAddressesInSubnet':
      return [{ why, covers: ({ subnetId }) => subnetId === request.subnetId }];
    case 'VcpuLimitExceeded':
    case 'MaxSpotInstanceCountExceeded':
      return [{ why, covers: (offering) => quota(offering) === quota(request) }];
    case 'InstanceLimitExceeded':
      return [{ why, covers: ({ market }) => market === request.market }];
    default:
      return itsOwn ? [{ why, covers: (offering) => offeringName(offering) === offeringName(request) }] : [];
  }
};

/**
 * vCPUs are limited by market and kind of type, in the whole region: "Standard (A, C, D, H, I, M, R, T, Z)" is one quota.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
 */
const quota = ({ instanceType, market }: Pick<LaunchRequest, 'instanceType' | 'market'>): string => {
  const letters = /^[a-z]+/.exec(instanceType)?.[0] ?? '';
  const kinds = ['dl', 'f', 'g', 'hpc', 'inf', 'mac', 'p', 'trn', 'u', 'vt', 'x'];
  return `${market}/${kinds.includes(letters) ? letters.replace(/^vt$/, 'g') : 'standard'}`;
};

/** Where EC2 has marked one to go, others are likely to follow. */
const interruptedLately = ({ world, history, now }: Situation): ReadonlySet<string> => {
  const since = (id: string): number => {
    const marked = world.interrupted?.includes(id) ? now : Number.NEGATIVE_INFINITY;
    return Object.hasOwn(history.interruptedSince, id) ? (history.interruptedSince[id] ?? marked) : marked;
  };
  return new Set(world.instances.filter(({ id }) => now - since(id) < coolsForMs).map(offeringName));
};
