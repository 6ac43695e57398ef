/**
 * The stack of functions behind the HTTPS API. API Gateway has matched the route already, so a function only looks its key
 * up; this is the one place where errors become answers.
 */
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { AppError } from '../domain/errors.ts';
import type { HttpEvent, Reply, Route } from './call.ts';
import { asError, type Invocation, invocationOf, withoutEarlyTimeout } from './invocation.ts';
import { withMetrics } from './metrics.ts';
import { asAppError, problemOf } from './problem.ts';
import { requestOf } from './request.ts';

/** Routes by the key that API Gateway gives them: `PUT /v1/clusters/{cluster}`, or `$default`. */
export type Routes = Readonly<Record<string, Route>>;

export type HttpHandler = (event: HttpEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** What is said about a method and a path that no route of this function takes. */
export type Otherwise = (method: string, path: string) => AppError;

export const http = (routes: Routes, otherwise: Otherwise = notHere): HttpHandler =>
  middy(async (event: HttpEvent, context: Context) => {
    const { requestId } = event.requestContext;
    const invocation = invocationOf(context, { apiRequestId: requestId, route: event.routeKey });
    try {
      const reply = await withMetrics(() => answer(routes, otherwise, event, invocation));
      invocation.log.info('answered', { status: reply.status });
      return written(reply.status, 'application/json', reply.body, { 'x-request-id': requestId, ...reply.headers });
    } catch (thrown) {
      const error = asAppError(thrown);
      if (error.status >= 500) invocation.log.error('failed', asError(thrown));
      else invocation.log.info('refused', { status: error.status, code: error.code });
      const problem = problemOf(error, { instance: event.rawPath, requestId });
      const headers = {
        'x-request-id': requestId,
        ...(error.status === 503 ? retryLater : {}),
        ...error.details.headers,
      };
      return written(error.status, 'application/problem+json', problem, headers);
    }
  }, withoutEarlyTimeout);

const notHere: Otherwise = (method, path) => new AppError('RouteNotFound', `There is no ${method} ${path}.`);

const answer = async (routes: Routes, otherwise: Otherwise, event: HttpEvent, { log }: Invocation): Promise<Reply> => {
  const { http } = event.requestContext;
  const route = Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined;
  if (route === undefined) throw otherwise(http.method, event.rawPath);
  const request = await requestOf(event, route);
  return route.run({ ...request, log } as Parameters<Route['run']>[0]);
};

const retryLater = { 'retry-after': '5' };

/** Indented, because people read it in a terminal. */
const written = (
  statusCode: number,
  contentType: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: {
    'content-type': contentType,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'strict-transport-security': 'max-age=31536000',
    ...headers,
  },
  body: `${JSON.stringify(body, null, 2)}\n`,
});
