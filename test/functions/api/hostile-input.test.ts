/** Whatever anybody sends to any write: an answer below 500, and nothing of it in the stores unless it was taken. */
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { routes as clusters } from '../../../functions/api/clusters.ts';
import { routes as hosts } from '../../../functions/api/hosts.ts';
import { routes as services } from '../../../functions/api/services.ts';
import { routes as taskDefinitions } from '../../../functions/api/task-definitions.ts';
import { routes as tasks } from '../../../functions/api/tasks.ts';
import { http, type Routes } from '../../../shared/lambda/http.ts';
import { call } from '../../support/calling.ts';
import { inhabitMemory } from '../../support/in-memory-runtime.ts';
import { aDefinition, hostId, withCluster, withDefinition, withService } from '../../support/in-memory-situations.ts';
import { paths, replaced } from '../../support/spoilt-values.ts';

vi.mock('../../../shared/runtime.ts', () => import('../../support/in-memory-runtime.ts'));

const all: Routes = { ...clusters, ...hosts, ...services, ...taskDefinitions, ...tasks };
const handler = http(all);
const writes = Object.keys(all).filter((key) => all[key]?.body !== undefined);
const names: Readonly<Record<string, string>> = { cluster: 'demo', group: 'main', host: hostId(1), service: 'web' };
const urlOf = (key: string) => key.split(' ')[1]!.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? 'x');

/** Bodies that would be taken: what is sent is one of these with something in it replaced. */
const right: readonly Record<string, unknown>[] = [
  {
    groups: [{ name: 'main', count: 3, instanceTypes: ['t3.medium'], agent: { ECS_LOGLEVEL: 'info' }, network: {} }],
    policy: { healing: 'act' },
  },
  { taskDefinition: 'web', desiredCount: 2, placement: { name: 'custom', strategies: [{ type: 'random' }] } },
  { taskDefinition: 'web', count: 2, overrides: { containerOverrides: [{ name: 'web', command: ['x'] }] } },
  { agent: { ECS_LOGLEVEL: 'info' }, attributes: { rack: 'a' } },
  aDefinition('web'),
];
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(
    'a\nb',
    '$(reboot)',
    '`x`',
    'EOF\n',
    'x'.repeat(300),
    -1,
    1e9,
    2.5,
    '',
    null,
    [],
    {},
    '__proto__',
    '\u0000',
  ),
);
const damaged = fc
  .constantFrom(...right)
  .chain((body) => fc.tuple(fc.constantFrom(...paths(body)), hostile).map(([path, by]) => replaced(body, path, by)));

it('no body makes a fault, and a refused one leaves no trace', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...writes), fc.oneof(damaged, hostile), async (key, body) => {
      const world = inhabitMemory();
      withCluster(world);
      withDefinition(world, 'web');
      withService(world, 'web');
      const before = JSON.stringify([...world.clusterSpecs, ...world.serviceSpecs, ...world.ledgers]);
      const answer = await call(handler, key, urlOf(key), { body: body === undefined ? null : JSON.stringify(body) });
      expect(answer.status).toBeLessThan(500);
      if (answer.status < 400) return;
      expect(answer.body).toMatchObject({ code: expect.any(String), detail: expect.any(String) });
      expect(JSON.stringify([...world.clusterSpecs, ...world.serviceSpecs, ...world.ledgers])).toBe(before);
      expect([world.operations.size, world.executions.size, world.calls.length]).toEqual([0, 0, 0]);
    }),
    { numRuns: 600 },
  );
});

it('nor does any name in the path', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(all)),
      fc.string({ unit: 'binary', minLength: 1 }),
      async (key, name) => {
        const world = inhabitMemory();
        withCluster(world);
        const url = key.split(' ')[1]!.replaceAll(/\{\w+\}/g, encodeURIComponent(name.replaceAll(/\p{Cs}/gu, '?')));
        const answer = await call(handler, key, url, all[key]?.body === undefined ? {} : { body: {} });
        expect(answer.status).toBeLessThan(500);
      },
    ),
    { numRuns: 300 },
  );
});
