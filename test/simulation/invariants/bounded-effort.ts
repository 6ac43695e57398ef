import { groupOf, type Invariant, minuteMs, type Scene } from '../scene.ts';

const changesPerMinute = 40;
/** A group has up to twelve offerings (two types, three zones, two markets), and each may refuse before the first cools off. */
const launchesPerMinute = 30;
const hourMs = 60 * minuteMs;

/** I8. */
export const boundedEffort: Invariant = {
  name: 'bounded-effort',
  promise: 'Calls that change something, and launches, are bounded by the minute and by the hour, whatever goes wrong.',
  watch: (scene, broken) => {
    const changes = new Map<string, number[]>();
    const launches = new Map<string, number[]>();
    const lost = new Map<string, number[]>();
    const endedByUs = new Set<string>();
    const gone = new Set<string>();
    const noted = (map: Map<string, number[]>, key: string, at: number, windowMs: number): number => {
      const kept = (map.get(key) ?? []).filter((time) => at - time < windowMs);
      kept.push(at);
      map.set(key, kept);
      return kept.length;
    };
    const countLost = (at: number): void => {
      for (const one of scene.world.ec2.instances.values())
        if (
          (one.state === 'terminated' || one.state === 'stopped' || one.state === 'shutting-down') &&
          !gone.has(one.id)
        ) {
          gone.add(one.id);
          if (!endedByUs.has(one.id)) noted(lost, groupOf(one), at, hourMs);
        }
    };
    return {
      before: ({ ours, operation, input }) => {
        if (ours && operation === 'TerminateInstances') for (const id of input.InstanceIds) endedByUs.add(id);
      },
      after: ({ ours, changes: changing, operation, service, input, output, at, role }) => {
        if (!ours || !changing) return;
        const asked =
          input.cluster ??
          input.TagSpecifications?.[0]?.Tags?.find((tag: { Key: string }) => tag.Key === 'quaymaster:cluster')?.Value ??
          service;
        if (noted(changes, `${asked}`, at, minuteMs) > changesPerMinute)
          broken(
            `more than ${changesPerMinute} calls in a minute change something in ${asked}, the last one ${operation} by ${role}`,
          );
        if (operation !== 'RunInstances') return;
        if (noted(changes, `launches of ${asked}`, at, minuteMs) > launchesPerMinute)
          broken(`more than ${launchesPerMinute} calls of RunInstances in a minute for ${asked}`);
        const first = scene.world.ec2.instances.get(output?.Instances?.[0]?.InstanceId);
        if (first === undefined) return;
        countLost(at);
        const group = groupOf(first);
        let inAnHour = 0;
        for (const _ of output.Instances) inAnHour = noted(launches, group, at, hourMs);
        const allowed =
          4 + 3 * mostWanted(scene, group) + 2 * (lost.get(group)?.filter((time) => at - time < hourMs).length ?? 0);
        if (inAnHour > allowed)
          broken(`${group} had ${inAnHour} hosts launched within an hour, and ${allowed} at most make sense`);
      },
      eachMinute: () => countLost(scene.clock.now()),
    };
  },
};

const mostWanted = ({ stored }: Scene, group: string): number => {
  const [cluster = '', name = ''] = group.split('/');
  const wanted = stored.specs.filter((spec) => spec.name === cluster).map(({ groups }) => groups.get(name));
  return Math.max(1, ...wanted.map((one) => (one?.count ?? 0) + (one?.surge ?? 0)));
};
