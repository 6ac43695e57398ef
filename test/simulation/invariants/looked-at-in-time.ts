import type { FaultName } from '../../../local/cloud/faults/catalogue.ts';
import { type Invariant, minuteMs } from '../scene.ts';

/** Two looks at most are missed: "a poison cluster delays others by at most one period", and a sweep comes each minute. */
const mostMs = 2.5 * minuteMs;
/** So long after something kept us from looking, queues and back-offs may still be at work. */
const recoversWithinMs = 15 * minuteMs;

/** What happens to hosts, tasks and events keeps nobody from looking at them. */
const harmless: ReadonlySet<FaultName> = new Set<FaultName>([
  'events-dropped',
  'event-forged',
  'agent-disconnect',
  'agent-hang',
  'agent-stop',
  'host-freeze',
  'runtime-impaired',
  'instance-impaired',
  'network-cut',
  'capacity-outage',
  'bad-ami',
  'boot-slow',
  'ssm-agent-offline',
]);

/** I10, and the sweep: by the reads of the world that each look begins with. */
export const lookedAtInTime: Invariant = {
  name: 'looked-at-in-time',
  promise:
    'Each cluster is looked at at least every two minutes, whether events come or not, and whatever is the matter with another one.',
  watch: (scene, broken) => {
    const lookedAt = new Map<string, number>();
    const wantedSince = new Map<string, number>();
    let keptUntil = scene.clock.now() + recoversWithinMs;
    return {
      before: ({ ours, role, operation, input, at }) => {
        if (!ours || role !== 'OnReconcileDue') return;
        if (operation === 'ListContainerInstances') lookedAt.set(input.cluster, at);
      },
      eachMinute: () => {
        const now = scene.clock.now();
        const { faults } = scene.world;
        const kept = faults.underWay().some(({ name, parameters }) => !harmless.has(name) || ofSchedules(parameters));
        if (kept) keptUntil = now + recoversWithinMs;
        for (const [name, body] of scene.asked.clusters)
          if (body === undefined) wantedSince.delete(name);
          else if (!wantedSince.has(name)) wantedSince.set(name, now);
        if (now < keptUntil) return;
        for (const [name, since] of wantedSince) {
          if (name === scene.wanted.poisoned || now - since < recoversWithinMs) continue;
          const last = lookedAt.get(name) ?? since;
          if (now - last > mostMs) broken(`${name} was not looked at for ${Math.round((now - last) / 1_000)} s`);
        }
      },
    };
  },
};

const ofSchedules = (parameters: unknown): boolean => (parameters as { source?: string }).source === 'aws.events';
