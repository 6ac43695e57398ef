import { describe, expect, it } from 'vitest';
import { coolingOf } from '../../shared/domain/cooling.ts';
import type { LaunchRequest } from '../../shared/domain/ledger.ts';
import { chooseOfferings } from '../../shared/domain/offerings.ts';
import type { Offering } from '../../shared/domain/situation.ts';
import { aLaunch, aLedger, anInstance, aSituation, minutes, now, offerings } from '../support/situations.ts';

const inMarket = (market: 'on-demand' | 'spot', types = ['t3.medium']): readonly Offering[] =>
  offerings(['a', 'b'], types).map((offering) => ({ ...offering, market }));
const spotFirst = [...inMarket('spot', ['t3.medium', 'm5.large']), ...inMarket('on-demand', ['t3.medium', 'm5.large'])];

/** A ledger with a launch into t3.medium/us-east-1a that EC2 refused two minutes ago. */
const refused = (code: string, changes: Partial<LaunchRequest> = {}, group = 'main') => {
  const launch = aLaunch({ number: 1, state: 'failed', settledAt: now - minutes(2), failure: { code, message: code } });
  return aLedger({ group, launches: [{ ...launch, request: { ...launch.request, ...changes } }] });
};

const shown = ({ instanceType, availabilityZone, market }: Offering): string =>
  `${market} ${instanceType} ${availabilityZone.at(-1)}`;
const cold = (ledger: ReturnType<typeof refused>, of = spotFirst): readonly string[] => {
  const cooling = coolingOf(aSituation({ ledgers: [ledger] }), aLedger());
  return of.filter((offering) => cooling(offering) !== undefined).map(shown);
};

describe('a refused launch cools', () => {
  it.each([
    {
      reason: 'the type in its zone and market, when there is no capacity',
      ledger: refused('InsufficientInstanceCapacity', { market: 'spot' }),
      cools: ['spot t3.medium a'],
    },
    {
      reason: 'the whole market, when a quota of its vCPUs is used up',
      ledger: refused('MaxSpotInstanceCountExceeded', { market: 'spot' }),
      cools: ['spot t3.medium a', 'spot t3.medium b', 'spot m5.large a', 'spot m5.large b'],
    },
    {
      reason: 'only the types of one quota',
      ledger: refused('VcpuLimitExceeded', { instanceType: 'g4dn.xlarge' }),
      cools: [],
    },
    {
      reason: 'on-demand in all, when so many instances may run',
      ledger: refused('InstanceLimitExceeded', { instanceType: 'g4dn.xlarge' }),
      cools: ['on-demand t3.medium a', 'on-demand t3.medium b', 'on-demand m5.large a', 'on-demand m5.large b'],
    },
    {
      reason: 'the subnet, when it has no address left',
      ledger: refused('InsufficientFreeAddressesInSubnet'),
      cools: ['spot t3.medium a', 'spot m5.large a', 'on-demand t3.medium a', 'on-demand m5.large a'],
    },
    {
      reason: 'the same for other groups, as there is no capacity for them either',
      ledger: refused('InsufficientInstanceCapacity', {}, 'other'),
      cools: ['on-demand t3.medium a'],
    },
    {
      reason: 'nothing for other groups, when it was about what the group asked for',
      ledger: refused('InvalidAMIID.NotFound', {}, 'other'),
      cools: [],
    },
  ])('$reason', ({ ledger, cools }) => {
    expect(cold(ledger)).toEqual(cools);
  });

  it('for three minutes', () => {
    const ledger = refused('InsufficientInstanceCapacity');
    const at = (time: number) => coolingOf(aSituation({ ledgers: [ledger], now: time }), ledger);
    const [offering] = inMarket('on-demand');
    expect(at(now + minutes(1) - 1)(offering!)).toBe('InsufficientInstanceCapacity');
    expect(at(now + minutes(1))(offering!)).toBeUndefined();
  });
});

describe('a spot instance that is taken back', () => {
  const lost = { ...anInstance({ id: 'i-1', zone: 'a' }), market: 'spot' as const };
  const situation = (interruptedSince: Record<string, number>, interrupted: readonly string[] = []) =>
    aSituation({ world: { instances: [lost], interrupted }, history: { interruptedSince } });

  it.each([
    { reason: 'marked just now', of: situation({}, ['i-1']), cools: ['spot t3.medium a'] },
    { reason: 'marked two minutes ago', of: situation({ 'i-1': now - minutes(2) }), cools: ['spot t3.medium a'] },
    { reason: 'marked three minutes ago', of: situation({ 'i-1': now - minutes(3) }, ['i-1']), cools: [] },
    { reason: 'not marked', of: situation({}), cools: [] },
  ])('cools its type, zone and market: $reason', ({ of, cools }) => {
    const cooling = coolingOf(of, aLedger());
    expect(spotFirst.filter((offering) => cooling(offering) !== undefined).map(shown)).toEqual(cools);
  });
});

describe('a group that prefers spot', () => {
  const chosen = (count: number, cools: (offering: Offering) => boolean) =>
    chooseOfferings(count, spotFirst, new Map(), (offering) => (cools(offering as Offering) ? 'cold' : undefined)).map(
      ({ offering, count: hosts }) => `${hosts} ${shown(offering)}`,
    );

  it.each([
    {
      reason: 'takes the first type in every zone',
      cools: () => false,
      hosts: ['1 spot t3.medium a', '1 spot t3.medium b'],
    },
    {
      reason: 'takes its next type before it takes on-demand',
      cools: ({ market, instanceType }: Offering) => market === 'spot' && instanceType === 't3.medium',
      hosts: ['1 spot m5.large a', '1 spot m5.large b'],
    },
    {
      reason: 'takes spot in another zone before it takes on-demand',
      cools: ({ market, availabilityZone }: Offering) => market === 'spot' && availabilityZone.endsWith('a'),
      hosts: ['2 spot t3.medium b'],
    },
    {
      reason: 'takes on-demand while all of spot cools',
      cools: ({ market }: Offering) => market === 'spot',
      hosts: ['1 on-demand t3.medium a', '1 on-demand t3.medium b'],
    },
  ])('$reason', ({ cools, hosts }) => {
    expect(chosen(2, cools)).toEqual(hosts);
  });
});
