import { describe, expect, it } from 'vitest';
import type { History } from '../../../shared/domain/history.ts';
import { plan } from '../../../shared/domain/plan.ts';
import type { ServiceView } from '../../../shared/domain/snapshot.ts';
import type { StoredService } from '../../../shared/domain/spec.ts';
import { aServiceSpec, aServiceView, aStoredService } from '../../support/service-sketches.ts';
import { aSituation, minutes, now } from '../../support/situations.ts';

const event = (minutesAgo: number, message: string) => ({
  id: `${minutesAgo}`,
  at: now - minutes(minutesAgo),
  message: `(service web) ${message}`,
});
const refused = event(9, 'was unable to place a task because no container instance met all of its requirements.');

interface Case {
  readonly reason: string;
  readonly view?: Partial<ServiceView>;
  readonly stored?: Partial<StoredService>;
  readonly history?: Partial<History>;
  /** Minutes ago. */
  readonly joined?: number;
}
const planned = ({ view, stored, history, joined = 2 }: Case) => {
  const situation = aSituation({
    hosts: [{ id: 'i-1' }, { id: 'i-2' }, { id: 'i-3' }],
    services: [aStoredService(stored)],
    ...(history !== undefined && { history }),
  });
  const containerInstances = situation.world.containerInstances.map((one, index) =>
    index === 2 ? { ...one, registeredAt: now - minutes(joined) } : one,
  );
  const services = [aServiceView({ running: 1, events: [refused], ...view })];
  return plan({ ...situation, world: { ...situation.world, containerInstances, services } });
};

describe('a service that ECS found no host for', () => {
  it('is nudged once for each host that joins afterwards', () => {
    const { actions, history } = planned({ reason: '' });
    expect(actions).toMatchObject([{ type: 'nudge-service', subject: 'web', cause: 'automatic' }]);
    expect(actions[0]?.reason).toContain('1 of 2 tasks');
    expect(actions[0]?.reason).toContain('i-3 has joined since');
    expect(planned({ reason: '', history }).actions).toEqual([]);
    expect(planned({ reason: '', history, joined: 1 }).actions).toHaveLength(1);
  });

  it.each<Case>([
    { reason: 'all its tasks run', view: { running: 2 } },
    { reason: 'they are starting', view: { pending: 1 } },
    { reason: 'no host has joined since', joined: 20 },
    { reason: 'it has been steady since', view: { events: [event(5, 'has reached a steady state.'), refused] } },
    { reason: 'nothing was refused', view: { events: [] } },
    {
      reason: 'it is a daemon',
      view: { scheduling: 'DAEMON' },
      stored: { spec: aServiceSpec({ scheduling: 'DAEMON' }) },
    },
    { reason: 'it is not ours', view: { tags: {} } },
    {
      reason: 'ECS gave up on its rollout',
      view: { deployments: aServiceView().deployments.map((one) => ({ ...one, rolloutState: 'FAILED' })) },
    },
  ])('is left alone when $reason', (given) => {
    expect(planned(given).actions).toEqual([]);
  });

  it('is only updated when it differs, as that is another rollout', () => {
    const changed = { spec: aServiceSpec({ taskDefinition: 'web:2' }) };
    expect(planned({ reason: '', stored: changed }).actions.map(({ type }) => type)).toEqual(['update-service']);
  });
});
