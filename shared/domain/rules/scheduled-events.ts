import { voluntarySlots } from '../brakes.ts';
import { type Host, hostsOf } from '../hosts.ts';
import { own } from '../own.ts';
import { undisturbed } from '../replace-lost.ts';
import type { Situation } from '../situation.ts';
import type { ScheduledEvent } from '../snapshot.ts';
import { beginVoluntary, type Voluntary } from '../voluntary.ts';
import { isOpen, nextOpening } from '../windows.ts';
import { moment } from '../words.ts';
import type { Rule } from './rule.ts';

/** A host is away from its event at least this long before it. */
const aheadMs = 3_600_000;
/** How long a host takes to boot and join, at most. */
const joinsWithinMs = 15 * 60_000;

/**
 * AWS has planned to stop, retire, reboot or cut off the machine under a host: the host is replaced before that, in a window
 * where one comes in time. Reboots, too: a reboot ends every task of the host at once, a replacement moves them.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instances-status-check_sched.html
 */
export const scheduledEvents: Rule = {
  name: 'scheduled-events',
  find(situation) {
    const { history } = situation;
    if (Object.keys(history.scheduled).length === 0) return {};
    const hosts = hostsOf(situation);
    const hit = undisturbed(situation, hosts)
      .flatMap((host) => {
        const event = own(history.scheduled, host.id);
        return event === undefined ? [] : [{ host, event }];
      })
      .toSorted((a, b) => a.event.notBefore - b.event.notBefore);
    const found = hit.map(({ host, event }) => replacement(host, event, situation, leadMs(host, hit, situation)));
    return beginVoluntary(situation, hosts, found);
  },
};

type Hit = readonly { readonly host: Host }[];

/** How long before its date an event must be begun with, as the hosts of a group take turns. */
const leadMs = ({ group }: Host, hit: Hit, { wanted }: Situation): number => {
  const { groups, policy } = wanted.spec;
  const slots = voluntarySlots(groups.find(({ name }) => name === group)?.count ?? 0);
  const turns = Math.ceil(hit.filter(({ host }) => host.group === group).length / slots);
  return aheadMs + turns * (joinsWithinMs + policy.drainDeadlineSeconds * 1_000);
};

const replacement = (host: Host, event: ScheduledEvent, { wanted, now }: Situation, lead: number): Voluntary => {
  const { windows = [] } = wanted.spec.policy;
  const latest = event.notBefore - lead;
  const opens = nextOpening(windows, now);
  const due = now >= latest;
  const said = `AWS has planned ${event.code} for ${host.id} on ${moment(event.notBefore)}`;
  return {
    host,
    cause: 'scheduled-event',
    kind: 'replace',
    due,
    reason: said,
    seen: [`DescribeInstanceStatus: ${event.code}, not before ${moment(event.notBefore)}: ${event.description}`],
    weighed: [
      whenSaid(windows, now, due, opens, latest),
      'waiting for the event: it ends every task of the host at once; a replacement moves them',
    ],
  };
};

const whenSaid = (windows: readonly string[], now: number, due: boolean, opens: number | undefined, latest: number) => {
  if (windows.length === 0) return 'waiting for a window: the policy has none';
  if (isOpen(windows, now)) return 'waiting for another window: this one is open';
  const next = opens === undefined ? 'none can be read' : `the next one begins ${moment(opens)}`;
  return due ? `waiting for a window: ${next}, too late` : `${next}, and ${moment(latest)} is early enough`;
};
