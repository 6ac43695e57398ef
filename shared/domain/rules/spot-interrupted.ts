import { beginDrain, grounded, newDisruption } from '../disruptions.ts';
import { type Host, hostsOf } from '../hosts.ts';
import type { Situation } from '../situation.ts';
import { counted } from '../words.ts';
import type { Rule } from './rule.ts';

/** AWS takes an instance back two minutes after its notice; long after that something else is the matter. */
const takenWithinSeconds = 600;

/**
 * A spot host that EC2 has marked is leaving at once: another is launched in the same plan, and ECS moves its tasks if the agent
 * has not begun to. AWS terminates it; we deregister it then.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-spot.html
 */
export const spotInterrupted: Rule = {
  name: 'spot-interrupted',
  find(situation) {
    const { interrupted = [] } = situation.world;
    if (interrupted.length === 0) return {};
    const marked = new Set(interrupted);
    const hosts = hostsOf(situation).filter((host) => marked.has(host.id) && !isLeavingAlready(host));
    return { actions: hosts.flatMap((host) => leave(host, situation)) };
  },
};

const isLeavingAlready = ({ state, disruption }: Host): boolean =>
  state === 'gone' ||
  disruption?.stage === 'terminating' ||
  disruption?.cause === 'spot-interruption' ||
  (disruption?.stage === 'draining' && disruption.kind !== 'drain');

const leave = (host: Host, { now, wanted }: Situation) => {
  const reason = `EC2 takes the spot host ${host.id} back`;
  const patience = Math.max(wanted.spec.policy.drainDeadlineSeconds, takenWithinSeconds);
  const entered = newDisruption(host, { kind: 'remove', cause: 'spot-interruption', reason }, now, patience);
  const agent = host.state === 'draining' ? 'its agent has begun to drain it' : 'its agent has not begun to drain it';
  return grounded(
    beginDrain(host, entered, now),
    [
      `EC2 has marked the spot request of ${host.id} for termination`,
      `${counted(host.tasks, 'task')} on it, and ${agent}`,
    ],
    [
      'waiting for a slot: EC2 does not wait, so this takes none',
      'terminating it now: its tasks have about two minutes to move',
    ],
  );
};
