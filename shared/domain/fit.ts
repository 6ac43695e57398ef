/** Host by host: does a task fit now, and if not, why not. Pure; the rules are ECS's own, in shared/ecs. */
import type { HostCapacity } from '../ecs/host.ts';
import { obstaclesFor, type PlacementRequest, placeTasks } from '../ecs/placement.ts';
import type { TaskRequirements } from '../ecs/requirements.ts';
import { groupAttribute } from './agent-config.ts';
import { own } from './own.ts';

export interface FitRequest extends Omit<PlacementRequest, 'random'> {
  /** Zones of the task's subnets: its network interface can be in no other. Absent: any. */
  readonly zones?: readonly string[];
}

export interface HostFit {
  readonly host: string;
  readonly availabilityZone: string;
  /** Of our host groups; absent on hosts that are not ours. */
  readonly group?: string;
  readonly fits: boolean;
  /** Tasks of the same service or family on it. */
  readonly tasks: number;
  /** Everything that is in the way: ECS's word and a sentence. */
  readonly why: readonly Obstacle[];
}
export interface Obstacle {
  readonly reason: string;
  readonly detail: string;
}

export interface Fit {
  readonly hosts: readonly HostFit[];
  /** How many of the tasks that were asked about ECS would place now, one after the other. */
  readonly placeable: number;
  /** What is in the way of one more after these; empty when all found room. */
  readonly after: { readonly hosts: readonly Kept[]; readonly capacities: readonly HostCapacity[] };
}
type Kept = Pick<HostFit, 'host' | 'why'>;

const zoneAttribute = 'ecs.availability-zone';
export const zoneOf = ({ attributes }: Pick<HostCapacity, 'attributes'>): string =>
  own(attributes, zoneAttribute) ?? '';

export const fitOf = ({ zones, ...request }: FitRequest, count: number): Fit => {
  const obstaclesOn = obstaclesFor(request);
  const isInZone = (host: HostCapacity): boolean => zones === undefined || zones.includes(zoneOf(host));
  const hosts = request.hosts.map((host): HostFit => {
    const away: readonly Obstacle[] = isInZone(host)
      ? []
      : [{ reason: 'LOCATION', detail: `no subnet of the task is in ${zoneOf(host)}` }];
    const why = [...away, ...obstaclesOn(host)];
    const group = own(host.attributes, groupAttribute);
    const tasks = host.tasks.filter((task) => task.group === request.group).length;
    return {
      host: host.id,
      availabilityZone: zoneOf(host),
      ...(group !== undefined && { group }),
      fits: why.length === 0,
      tasks,
      why,
    };
  });
  const inZones = { ...request, hosts: request.hosts.filter(isInZone), random: () => 0 };
  const { placed, failures, hosts: capacities } = placeTasks(inZones, count);
  const after = { hosts: failures.map(({ host, unmet }) => ({ host, why: unmet })), capacities };
  return { hosts, placeable: placed.length, after };
};

/** Hosts that are kept from the task by the same, in one line: `17 hosts: not enough memory, short by 200-900 MiB`. */
export const reasonsOf = (
  { hosts }: { readonly hosts: readonly Kept[] },
  requirements: Pick<TaskRequirements, 'cpu' | 'memory'>,
  capacities: readonly HostCapacity[],
): readonly string[] => {
  const remaining = new Map(capacities.map((one) => [one.id, one.remaining]));
  const groups = new Map<string, Kept[]>();
  for (const host of hosts)
    for (const { reason, detail } of host.why) {
      const key = alike[reason] ?? detail;
      const same = groups.get(key);
      if (same === undefined) groups.set(key, [host]);
      else same.push(host);
    }
  return [...groups]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, mostReasons)
    .map(([words, those]) => {
      const lacks = (free: (id: string) => number | undefined, needed: number, unit: string): string => {
        const short = those.map(({ host }) => needed - (free(host) ?? 0));
        const [least, most] = [Math.min(...short), Math.max(...short)];
        return `, short by ${least === most ? least : `${least}-${most}`} ${unit}`;
      };
      const by =
        words === alike['RESOURCE:MEMORY']
          ? lacks((id) => remaining.get(id)?.memory, requirements.memory, 'MiB')
          : words === alike['RESOURCE:CPU']
            ? lacks((id) => remaining.get(id)?.cpu, requirements.cpu, 'CPU units')
            : '';
      return `${those.length} ${those.length === 1 ? 'host' : 'hosts'}: ${words}${by}`;
    });
};

const mostReasons = 20;

/** What differs from host to host only in numbers. */
const alike: Readonly<Record<string, string>> = {
  'RESOURCE:MEMORY': 'not enough memory',
  'RESOURCE:CPU': 'not enough CPU',
  'RESOURCE:GPU': 'not enough GPUs',
};

/** The ones that fit first, then those that lack the least. */
export const closestFirst = (hosts: readonly HostFit[]): readonly HostFit[] =>
  hosts.toSorted((a, b) => a.why.length - b.why.length || (a.host < b.host ? -1 : 1));
