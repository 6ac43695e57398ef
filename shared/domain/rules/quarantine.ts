import type { History } from '../history.ts';
import { type Host, hostsOf } from '../hosts.ts';
import { fewestFailures, shareOnHost } from '../remember-failures.ts';
import { undisturbed } from '../replace-lost.ts';
import type { Situation, TaskFailure } from '../situation.ts';
import { beginVoluntary, type Voluntary } from '../voluntary.ts';
import { counted } from '../words.ts';
import type { Rule } from './rule.ts';

/**
 * A host that breaks what is placed on it, while the same runs well elsewhere, is emptied and replaced. It takes a slot, and waits
 * for no window: until then ECS goes on placing tasks on it, as it is the host with the most room. A service that fails wherever
 * it runs is no host's fault, and a cluster of one host cannot tell.
 */
export const quarantine: Rule = {
  name: 'quarantine',
  find(situation) {
    const { failures: recent } = situation.history;
    if (recent.length === 0) return {};
    const byHost = Map.groupBy(recent, ({ instanceId }) => instanceId);
    const [worst = '', onWorst = []] = [...byHost].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
    if (onWorst.length < fewestFailures || onWorst.length < shareOnHost * recent.length)
      return { remarks: everywhere(situation.history) };
    const hosts = hostsOf(situation);
    const host = undisturbed(situation, hosts).find(({ id }) => id === worst);
    if (host === undefined) return {};
    const others = hosts.filter(({ id, state }) => id !== worst && state === 'joined').length;
    if (others === 0) return { remarks: [`${counted(onWorst.length, 'task')} failed on ${worst}, the only host`] };
    const well = [...new Set(onWorst.map(({ taskDefinition }) => taskDefinition))].filter((definition) =>
      runsElsewhere(definition, host, situation),
    );
    if (well.length === 0)
      return { remarks: [`tasks fail on ${worst}, but none of them is known to run well on another host`] };
    return beginVoluntary(situation, hosts, [candidate(host, onWorst, recent.length, well, others)]);
  },
};

/** More of its tasks run than the host has tasks at all: some of them run on others. */
const runsElsewhere = (definition: string, { containerInstance }: Host, { world }: Situation): boolean =>
  world.services.some(
    ({ taskDefinition, running }) => taskDefinition === definition && running > (containerInstance?.runningTasks ?? 0),
  );

const everywhere = ({ crashing }: History): readonly string[] =>
  Object.entries(crashing).map(
    ([group, { hosts, what }]) =>
      `${group.replace(':', ' ')} crashes on ${hosts} hosts, so no host is to blame: ${what}`,
  );

const candidate = (
  host: Host,
  onHost: readonly TaskFailure[],
  all: number,
  well: readonly string[],
  others: number,
): Voluntary => ({
  host,
  cause: 'quarantined',
  kind: 'remove',
  reason: `${host.id} breaks what is placed on it: ${onHost.length} tasks failed there within 15 min`,
  seen: [
    `${onHost.length} of ${all} tasks that failed within 15 min were on ${host.id}, the last: ${onHost[0]?.what}`,
    `${well.join(', ')} ${well.length === 1 ? 'runs' : 'run'} well on other hosts, of which ${others} have joined`,
  ],
  weighed: [
    'rolling the service back: the same runs well elsewhere, so it is not at fault',
    'waiting for a window: ECS places tasks on it until then, and it breaks them',
  ],
  due: true,
});
