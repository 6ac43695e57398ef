/** One list of routes, four places: the table, the functions, serverless.yml, the OpenAPI document. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { routes as clusters } from '../../../functions/api/clusters.ts';
import { routes as hosts } from '../../../functions/api/hosts.ts';
import { routes as operations } from '../../../functions/api/operations.ts';
import { routes as root } from '../../../functions/api/root.ts';
import { routes as services } from '../../../functions/api/services.ts';
import { routes as taskDefinitions } from '../../../functions/api/task-definitions.ts';
import { routes as tasks } from '../../../functions/api/tasks.ts';
import { routes as why } from '../../../functions/api/why.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { routes as table } from '../../../shared/domain/routes.ts';
import type { Routes } from '../../../shared/lambda/http.ts';
import { openApiDocument } from '../../../shared/lambda/openapi.ts';

const taken: Readonly<Record<string, Routes>> = {
  'api-root': root,
  'api-clusters': clusters,
  'api-hosts': hosts,
  'api-task-definitions': taskDefinitions,
  'api-tasks': tasks,
  'api-services': services,
  'api-why': why,
  'api-operations': operations,
};
const all = Object.assign({}, ...Object.values(taken)) as Routes;

it('each function takes the routes that the table gives it', () => {
  expect(Object.fromEntries(Object.entries(taken).map(([name, routes]) => [name, Object.keys(routes).sort()]))).toEqual(
    Object.fromEntries(Object.entries(table).map(([name, keys]) => [name, [...keys].sort()])),
  );
});

it('serverless.yml sends each function these routes, and asks for a signature on every one', () => {
  const tag = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => value });
  const { functions } = parse(readFileSync('serverless.yml', 'utf8'), {
    customTags: [tag('Ref'), tag('Sub'), tag('GetAtt')],
  }) as { functions: Record<string, { events?: { httpApi?: Record<string, unknown> }[] }> };
  const sent = Object.entries(functions).flatMap(([name, { events = [] }]) =>
    events.flatMap(({ httpApi }) => (httpApi === undefined ? [] : [{ name, ...httpApi }])),
  ) as { name: string; method: string; path: string; authorizer?: unknown }[];
  const keys = sent.filter(({ path }) => path !== '*').map(({ name, method, path }) => `${name}: ${method} ${path}`);
  expect(keys.sort()).toEqual(
    Object.entries(table)
      .flatMap(([name, routes]) => routes.map((key) => `${name}: ${key}`))
      .sort(),
  );
  expect(sent.filter(({ authorizer }) => JSON.stringify(authorizer) !== '{"type":"aws_iam"}')).toEqual([]);
  expect(sent.filter(({ path }) => path === '*').map(({ name }) => name)).toEqual(['api-unknown-route']);
});

it('path parameters of each route are those of its key', () => {
  for (const [key, { path = {} }] of Object.entries(all)) {
    const named = [...key.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect({ key, parameters: Object.keys(path) }).toEqual({ key, parameters: named });
  }
});

it('every write can be tried with ?dryRun=true', () => {
  for (const [key, { query = {}, readOnly }] of Object.entries(all)) {
    expect({ key, dryRun: 'dryRun' in query }).toEqual({ key, dryRun: !key.startsWith('GET ') && readOnly !== true });
  }
});

describe('the OpenAPI document', () => {
  const document = openApiDocument(all, {
    title: 'Quaymaster',
    version: manifest.version,
    description: manifest.description,
  }) as { paths: Record<string, Record<string, { operationId: string }>> };

  it('is what the functions take; `npx vitest run test/functions/api/routes.test.ts -u` writes it anew', async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../../shared/lambda/openapi.json');
  });

  it('has each route once, under a name of its own', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(Object.keys(all).sort());
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});
