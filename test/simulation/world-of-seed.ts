/** What a seed's people want at the start: clusters, groups, definitions and services, small enough that hours pass quickly. */
import { Random } from '../../local/cloud/kernel/random.ts';
import { canary } from './canaries.ts';

export interface GroupWanted {
  readonly name: string;
  readonly count: number;
  readonly surge: number;
  readonly [more: string]: unknown;
}

export interface ClusterWanted {
  readonly name: string;
  readonly body: { readonly groups: readonly GroupWanted[]; readonly [more: string]: unknown };
  readonly services: readonly { readonly name: string; readonly body: Readonly<Record<string, unknown>> }[];
}

export interface Wanted {
  readonly clusters: readonly ClusterWanted[];
  readonly definitions: readonly Readonly<Record<string, unknown>>[];
  /** A cluster of which nothing readable is stored: nothing may be done there, and nothing elsewhere may suffer from it. */
  readonly poisoned: string | undefined;
  /** Somebody else's hosts and services live in the first cluster. */
  readonly strangers: boolean;
}

export const wantedBySeed = (seed: number): Wanted => {
  const random = new Random(`wanted ${seed}`);
  const second = random.chance(40);
  const chosen = [clusterOf('shop', random), ...(second ? [clusterOf('mail', random)] : [])];
  const clusters = new Random(`script ${seed}`).chance(30) ? chosen.map(withScript) : chosen;
  const poisoned = random.chance(25) ? 'moss' : undefined;
  return {
    clusters: [...clusters, ...(poisoned === undefined ? [] : [small(poisoned)])],
    definitions: ['web', 'api', 'agent'].map((family) => definition(family, 128)),
    poisoned,
    strangers: random.chance(40),
  };
};

/** An SSM parameter in which people keep what must never be seen elsewhere; hosts read it when they boot. */
export const extraScript = '/quaymaster/test/people/extra';

const withScript = (cluster: ClusterWanted): ClusterWanted => ({
  ...cluster,
  body: { ...cluster.body, groups: cluster.body.groups.map((one) => ({ ...one, extraUserData: extraScript })) },
});

/** The environment of containers holds what must never be seen elsewhere. */
export const definition = (family: string, memory: number): Readonly<Record<string, unknown>> => ({
  family,
  containerDefinitions: [
    {
      name: 'main',
      image: 'nginx',
      cpu: 128,
      memory,
      essential: true,
      environment: [{ name: 'TOKEN', value: canary('environment') }],
      ...(family === 'api' && { healthCheck: { command: ['CMD-SHELL', 'true'] } }),
    },
  ],
});

const clusterOf = (name: string, random: Random): ClusterWanted => {
  const main = group('main', random.between(2, 5), random, { instanceTypes: ['t3.medium', 't3.large'] });
  const spot = group('spot', random.between(1, 3), random, {
    instanceTypes: ['m5.large', 'm5a.large'],
    market: random.pick(['spot', 'spot-first']),
  });
  const policy = {
    drainDeadlineSeconds: random.pick([300, 900]),
    onDrainDeadline: random.pick(['give-up', 'force']),
  };
  const services = [
    service('web', { taskDefinition: 'web', desiredCount: random.between(2, 6) }),
    service('api', {
      taskDefinition: 'api',
      desiredCount: random.between(1, 4),
      placement: { name: 'az-balanced-binpack' },
    }),
    service('agent', { taskDefinition: 'agent', scheduling: 'DAEMON' }),
  ];
  return {
    name,
    body: { groups: random.chance(50) ? [main, spot] : [main], policy },
    services: services.slice(0, random.between(1, services.length)),
  };
};

const small = (name: string): ClusterWanted => ({
  name,
  body: { groups: [{ name: 'main', count: 1, surge: 1, instanceTypes: ['t3.medium'] }] },
  services: [],
});

const group = (name: string, count: number, random: Random, more: object): GroupWanted => ({
  name,
  count,
  surge: random.pick([1, 1, 2]),
  ...more,
});

const service = (name: string, body: Readonly<Record<string, unknown>>) => ({ name, body });
