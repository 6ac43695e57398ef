/** Which function an HTTP API hands a request to. Pure. */
import type { ServiceFile } from './service-file.ts';

export interface HttpRoute {
  /** As in the event: `PUT /v1/clusters/{cluster}` or `$default`. */
  readonly key: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly functionName: string;
}
export interface MatchedRoute {
  readonly route: HttpRoute;
  readonly parameters: Readonly<Record<string, string>>;
}

export const routesOf = ({ functions }: ServiceFile): HttpRoute[] =>
  functions.flatMap((entry) =>
    entry.events.flatMap((event) => {
      const settings = event['httpApi'];
      if (settings === undefined) return [];
      const [method, path] =
        typeof settings === 'string'
          ? (settings.split(' ') as [string, string | undefined])
          : [String((settings as { method: string }).method), (settings as { path: string }).path];
      const isDefault = method === '*' && (path === undefined || path === '*');
      const key = isDefault ? '$default' : `${method === '*' ? 'ANY' : method.toUpperCase()} ${path}`;
      return [
        { key, method: method.toUpperCase(), segments: isDefault ? [] : split(path ?? ''), functionName: entry.name },
      ];
    }),
  );

/**
 * The most specific route wins: literal segments before parameters, these before a greedy one, a named method before any,
 * and `$default` last (API Gateway developer guide, "Routing API requests").
 */
export const matchRoute = (routes: readonly HttpRoute[], method: string, path: string): MatchedRoute | undefined => {
  const segments = split(path);
  const matches = routes
    .filter((route) => route.key !== '$default' && (route.method === '*' || route.method === method))
    .flatMap((route) => {
      const parameters = parametersOf(route, segments);
      return parameters === undefined ? [] : [{ route, parameters }];
    })
    .sort((a, b) => compare(rank(b.route), rank(a.route)));
  const fallback = routes.find((route) => route.key === '$default');
  return matches[0] ?? (fallback && { route: fallback, parameters: {} });
};

const split = (path: string): string[] => path.split('/').slice(1);
const isGreedy = (segment: string): boolean => /^\{.+\+\}$/.test(segment);
const isParameter = (segment: string): boolean => /^\{.+\}$/.test(segment);

const parametersOf = (route: HttpRoute, segments: readonly string[]): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    if (isGreedy(segment)) {
      if (segments.slice(index).join('/') === '') return undefined;
      parameters[segment.slice(1, -2)] = segments.slice(index).map(decoded).join('/');
      return parameters;
    }
    const given = segments[index];
    if (given === undefined || given === '') return undefined;
    if (isParameter(segment)) parameters[segment.slice(1, -1)] = decoded(given);
    else if (segment !== given) return undefined;
  }
  return segments.length === route.segments.length ? parameters : undefined;
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** Literal 2, parameter 1, greedy 0, segment by segment; then the method. */
const rank = (route: HttpRoute): number[] => [
  ...route.segments.map((segment) => (isGreedy(segment) ? 0 : isParameter(segment) ? 1 : 2)),
  route.method === '*' ? 0 : 1,
];
const compare = (a: readonly number[], b: readonly number[]): number => {
  const index = a.findIndex((value, position) => value !== b[position]);
  return index === -1 ? a.length - b.length : (a[index] ?? 0) - (b[index] ?? -1);
};
