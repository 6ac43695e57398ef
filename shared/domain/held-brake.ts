import { terminationBrake } from './brakes.ts';
import { unhealthyByInference } from './health.ts';
import { hostsOf } from './hosts.ts';
import type { Situation } from './situation.ts';

/** What holds back more than one thing at once, for longer than a budget is used up. */
export interface HeldBrake {
  /** group: too many of a group look unhealthy. region: too many of all our hosts do. paused: people said so. */
  readonly brake: 'group' | 'region' | 'paused';
  /** Of a brake of one group. */
  readonly group?: string;
  /** One sentence, for people. */
  readonly reason: string;
  /** When it began to hold. */
  readonly since: number;
}

/** Whether anything would be done without it or not. `before`: those of the last look, which go on since they began. */
export const heldBrakes = (situation: Situation, before: readonly HeldBrake[]): readonly HeldBrake[] => {
  const { now, history, wanted } = situation;
  const { groups, policy } = wanted.spec;
  const held = new Map<string, HeldBrake>();
  const hold = (brake: Omit<HeldBrake, 'since'>): void => {
    const since = before.find((one) => brakeName(one) === brakeName(brake))?.since ?? now;
    held.set(brakeName(brake), { ...brake, since });
  };
  if (policy.paused === true) hold({ brake: 'paused', reason: 'the cluster is paused: nothing is changed in it' });
  const hosts = hostsOf(situation);
  if (!hosts.some((host) => unhealthyByInference(host, history, now))) return [...held.values()];
  const brakeOf = terminationBrake(situation, hosts);
  for (const { name } of groups) {
    const { of, holds, counted } = brakeOf(name);
    if (holds) hold({ brake: of, ...(of === 'group' && { group: name }), reason: counted });
  }
  return [...held.values()];
};

/** What tells brakes of one cluster apart. */
export const brakeName = ({ brake, group }: Pick<HeldBrake, 'brake' | 'group'>): string =>
  group === undefined ? brake : `${brake} ${group}`;
