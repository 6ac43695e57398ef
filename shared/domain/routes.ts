/**
 * The API's routes by the function that answers them. Tests hold this equal to serverless.yml, to what the functions
 * really take, and to the OpenAPI document; `api/unknown-route` uses it to say what there is instead.
 */
import { didYouMean } from './did-you-mean.ts';
import { AppError } from './errors.ts';

export const routes = {
  'api-root': ['GET /v1', 'GET /v1/openapi.json'],
  'api-clusters': [
    'GET /v1/clusters',
    'PUT /v1/clusters/{cluster}',
    'GET /v1/clusters/{cluster}',
    'DELETE /v1/clusters/{cluster}',
    'GET /v1/clusters/{cluster}/decisions',
  ],
  'api-hosts': [
    'GET /v1/clusters/{cluster}/hosts',
    'GET /v1/clusters/{cluster}/hosts/{host}',
    'DELETE /v1/clusters/{cluster}/hosts/{host}',
    'POST /v1/clusters/{cluster}/hosts/{host}/drain',
    'POST /v1/clusters/{cluster}/hosts/{host}/activate',
    'POST /v1/clusters/{cluster}/hosts/{host}/replace',
    'GET /v1/clusters/{cluster}/groups/{group}/config',
    'PUT /v1/clusters/{cluster}/groups/{group}/config',
  ],
  'api-task-definitions': [
    'GET /v1/task-definitions',
    'POST /v1/task-definitions',
    'GET /v1/task-definitions/{family}',
    'GET /v1/task-definitions/{family}/{revision}',
    'DELETE /v1/task-definitions/{family}/{revision}',
    'GET /v1/task-definitions/{family}/{revision}/diff',
  ],
  'api-tasks': [
    'GET /v1/clusters/{cluster}/tasks',
    'POST /v1/clusters/{cluster}/tasks',
    'GET /v1/clusters/{cluster}/tasks/{task}',
    'DELETE /v1/clusters/{cluster}/tasks/{task}',
  ],
  'api-services': [
    'GET /v1/clusters/{cluster}/services',
    'PUT /v1/clusters/{cluster}/services/{service}',
    'PATCH /v1/clusters/{cluster}/services/{service}',
    'GET /v1/clusters/{cluster}/services/{service}',
    'DELETE /v1/clusters/{cluster}/services/{service}',
  ],
  'api-why': ['GET /v1/clusters/{cluster}/services/{service}/why', 'POST /v1/clusters/{cluster}/why'],
  'api-operations': ['GET /v1/operations', 'GET /v1/operations/{operation}'],
} as const satisfies Record<string, readonly string[]>;

const table = Object.values(routes)
  .flat()
  .map((key) => {
    const [method, path] = key.split(' ') as [string, string];
    return { method, path, segments: path.split('/') };
  });

/** `MethodNotAllowed` when the path is there with other methods, else `RouteNotFound` with the nearest path. */
export const unknownRoute = (method: string, path: string): AppError => {
  const asked = path.split('/');
  const methods = new Set(table.filter(({ segments }) => fits(segments, asked)).map((route) => route.method));
  if (methods.size > 0) {
    const allow = [...methods].sort().join(', ');
    return new AppError('MethodNotAllowed', `${shown(path)} takes ${allow}, not ${shown(method)}.`, {
      headers: { allow },
    });
  }
  const trimmed = path.replace(/\/+$/, '').split('/');
  const meant = didYouMean(trimmed.join('/'), nearby(trimmed));
  return new AppError('RouteNotFound', `There is no ${shown(method)} ${shown(path)}.`, {
    hint: meant === undefined ? 'GET /v1/openapi.json lists the routes.' : `Did you mean ${shown(meant)}?`,
  });
};

const isParameter = (segment: string): boolean => segment.startsWith('{');

const fits = (template: readonly string[], asked: readonly string[]): boolean =>
  template.length === asked.length &&
  template.every((segment, index) => (isParameter(segment) ? asked[index] !== '' : segment === asked[index]));

/** Every path of the same length, with the asked one's own names where the template has parameters. */
const nearby = (asked: readonly string[]): readonly string[] =>
  table
    .filter(
      ({ segments }) => segments.length === asked.length && asked.every((name, index) => index === 0 || name !== ''),
    )
    .map(({ segments }) => segments.map((segment, index) => (isParameter(segment) ? asked[index] : segment)).join('/'));

/** What somebody sent, short enough and printable to be sent back. */
const shown = (text: string): string => text.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 200);
