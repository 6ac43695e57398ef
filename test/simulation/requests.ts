/** What people ask of our API while things go wrong. */
import { canary } from './canaries.ts';
import { hostsOf, livingClusters, oneOf, type Players } from './players.ts';
import { definition, type GroupWanted } from './world-of-seed.ts';

type Body = Readonly<Record<string, unknown>>;

/** Asks as people's clients do: under a key, and again under the same key when there was no definite answer. */
const put = async (players: Players, method: string, path: string, body?: Body): Promise<number> => {
  const headers = { 'idempotency-key': `${canary('idempotency')}-${players.random.hex(12)}` };
  for (let time = 1; ; time++) {
    const { status } = await players.ask(method, path, body, headers);
    if (status < 500 && status !== 429) return status;
    if (time === 3) return status;
    await players.world.clock.sleep(10_000 * time);
  }
};

const putCluster = async (players: Players, name: string, body: Body): Promise<void> => {
  await players.ask('GET', `/v1/clusters/${name}`);
  if ((await put(players, 'PUT', `/v1/clusters/${name}`, body)) < 300) players.asked.clusters.set(name, body);
};

const changeGroup = async (players: Players, change: (group: GroupWanted) => object): Promise<void> => {
  const name = oneOf(players.random, livingClusters(players));
  const body = name === undefined ? undefined : players.asked.clusters.get(name);
  if (name === undefined || body === undefined) return;
  const groups = body['groups'] as readonly GroupWanted[];
  const chosen = oneOf(players.random, groups);
  await putCluster(players, name, {
    ...body,
    groups: groups.map((group) => (group === chosen ? { ...group, ...change(group) } : group)),
  });
};

/** Whatever else people have said of it, they let us work in the end. */
export const usualPolicy = { paused: false, windows: [], healing: 'act' } as const;

const changePolicy = async (players: Players, change: object): Promise<void> => {
  const name = oneOf(players.random, livingClusters(players));
  const body = name === undefined ? undefined : players.asked.clusters.get(name);
  if (name === undefined || body === undefined) return;
  await putCluster(players, name, { ...body, policy: { ...(body['policy'] as object | undefined), ...change } });
};

const someService = (players: Players): readonly [cluster: string, service: string, body: Body] | undefined => {
  const clusters = livingClusters(players);
  const known = [...players.asked.services].filter(([key, body]) => body && clusters.includes(key.split('/')[0] ?? ''));
  const [key, body] = oneOf(players.random, known) ?? [];
  const [cluster, service] = key?.split('/') ?? [];
  return cluster === undefined || service === undefined || body === undefined ? undefined : [cluster, service, body];
};

const putService = async (players: Players, changes: Body): Promise<void> => {
  const [cluster, service, before] = someService(players) ?? [];
  if (before === undefined) return;
  const body = { ...before, ...(before['scheduling'] !== 'DAEMON' && changes) };
  if ((await put(players, 'PUT', `/v1/clusters/${cluster}/services/${service}`, body)) < 300)
    players.asked.services.set(`${cluster}/${service}`, body);
};

const aHost = (players: Players): string | undefined => {
  const cluster = oneOf(players.random, livingClusters(players));
  const host = cluster === undefined ? undefined : oneOf(players.random, hostsOf(players, cluster));
  return host === undefined ? undefined : `/v1/clusters/${cluster}/hosts/${host.id}`;
};

const changeHost =
  (method: string, what: string, body?: Body) =>
  async (players: Players): Promise<void> => {
    const host = aHost(players);
    if (host !== undefined) await put(players, method, `${host}${what}`, body);
  };

const requests: Readonly<Record<string, (players: Players) => Promise<void>>> = {
  'count-changed': (players) => changeGroup(players, () => ({ count: players.random.between(1, 5) })),
  'surge-changed': (players) => changeGroup(players, () => ({ surge: players.random.between(1, 2) })),
  'types-changed': (players) =>
    changeGroup(players, ({ instanceTypes }) => ({ instanceTypes: (instanceTypes as string[]).toReversed() })),
  'cluster-paused': (players) => changePolicy(players, { paused: true }),
  'windows-closed': (players) => changePolicy(players, { windows: ['sun:03:00-sun:03:30'] }),
  'only-observed': (players) => changePolicy(players, { healing: 'observe' }),
  'cluster-resumed': (players) => changePolicy(players, usualPolicy),
  'cluster-put-twice-at-once': async (players) => {
    await Promise.all([
      changeGroup(players, () => ({ count: players.random.between(1, 5) })),
      changeGroup(players, () => ({ count: players.random.between(1, 5) })),
    ]);
  },
  'service-scaled': (players) => putService(players, { desiredCount: players.random.between(1, 7) }),
  'service-deployed': async (players) => {
    const family = players.random.pick(['web', 'api']);
    await put(players, 'POST', '/v1/task-definitions', definition(family, players.random.pick([128, 160, 192, 256])));
    await putService(players, { taskDefinition: family });
  },
  'task-run': async (players) => {
    const environment = [{ name: 'TOKEN', value: canary('override') }];
    const overrides = { containerOverrides: [{ name: 'main', environment }] };
    const cluster = oneOf(players.random, livingClusters(players));
    const body = {
      taskDefinition: players.random.pick(['web', 'api']),
      count: players.random.between(1, 3),
      overrides,
    };
    if (cluster !== undefined) await put(players, 'POST', `/v1/clusters/${cluster}/tasks`, body);
  },
  'task-stopped': async (players) => {
    const cluster = oneOf(players.random, livingClusters(players));
    const tasks = [...(players.world.ecs.clusters.get(cluster ?? '')?.tasks.live ?? [])];
    const task = oneOf(players.random, tasks);
    if (task !== undefined) await put(players, 'DELETE', `/v1/clusters/${cluster}/tasks/${task.id}`);
  },
  'host-drained': changeHost('POST', '/drain', {}),
  'host-activated': changeHost('POST', '/activate', {}),
  'host-replaced': changeHost('POST', '/replace', {}),
  'host-removed': changeHost('DELETE', ''),
  'service-deleted': async (players) => {
    const [cluster, service] = someService(players) ?? [];
    if (service === undefined) return;
    if ((await put(players, 'DELETE', `/v1/clusters/${cluster}/services/${service}`)) < 300)
      players.asked.services.set(`${cluster}/${service}`, undefined);
  },
  'service-made': async (players) => {
    const cluster = oneOf(players.random, livingClusters(players));
    if (cluster === undefined) return;
    const service = players.random.pick(['web', 'api', 'more']);
    const body = { taskDefinition: 'web', desiredCount: players.random.between(1, 3) };
    if ((await put(players, 'PUT', `/v1/clusters/${cluster}/services/${service}`, body)) < 300)
      players.asked.services.set(`${cluster}/${service}`, body);
  },
  'cluster-deleted': async (players) => {
    const name = oneOf(players.random, livingClusters(players).slice(1));
    if (name === undefined) return;
    if ((await put(players, 'DELETE', `/v1/clusters/${name}?cascade=true`)) >= 300) return;
    players.asked.clusters.set(name, undefined);
    for (const key of players.asked.services.keys())
      if (key.startsWith(`${name}/`)) players.asked.services.set(key, undefined);
  },
  'cluster-made': async (players) => {
    const body = { groups: [{ name: 'main', count: 2, surge: 1, instanceTypes: ['t3.medium'] }] };
    if (livingClusters(players).length < 2) await putCluster(players, 'mail', body);
  },
};

export const requestNames: readonly string[] = Object.keys(requests);

export const request = (name: string, players: Players): Promise<void> =>
  requests[name]?.(players) ?? Promise.reject(new Error(`nobody requests ${name}`));
