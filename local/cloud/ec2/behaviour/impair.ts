/** Status checks that fail, and pass again. */
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance, Impairment } from '../state.ts';
import { reachMayHaveChanged } from './reach.ts';
import { expectRecovery } from './recover.ts';

/** "Status checks are performed every minute" (…/UserGuide/monitoring-system-instance-status-check.html). */
const checkedEveryMs = 60_000;

/**
 * From now on the check fails, as EC2 will notice within a minute; the agent loses its connection unless the instance stays
 * reachable. What it gives ends it, if nothing else has: a move to other hardware, a boot.
 */
export const impair = (world: World, instance: Ec2Instance, what: Omit<Impairment, 'since'>): (() => void) => {
  const impairment = { ...what, since: world.clock.now() + world.random.between(0, checkedEveryMs) };
  instance.impairments.add(impairment);
  reachMayHaveChanged(world, [instance]);
  if (what.cause === 'hardware') expectRecovery(world, instance, impairment);
  return () => {
    if (instance.impairments.delete(impairment)) reachMayHaveChanged(world, [instance]);
  };
};
