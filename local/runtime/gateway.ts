/**
 * API Gateway's HTTP API with payload format 2.0: requests become events, answers become responses, and where the gateway
 * itself answers, so do we, in its words. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { Cloud } from '../cloud/cloud.ts';
import { callerOf } from '../cloud/iam/callers.ts';
import { type HttpRoute, type MatchedRoute, matchRoute } from './routes.ts';

export const bodyLimit = 10 * 1024 * 1024;
const integrationTimeoutMs = 30_000;

export interface HttpRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly url: string;
  readonly httpVersion: string;
  /** Names in lower case, several values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** Answers one request. What the function throws, or does not answer in time, becomes the gateway's own answer. */
export const answerTo = async (
  cloud: Cloud,
  routes: readonly HttpRoute[],
  request: HttpRequest,
): Promise<HttpAnswer> => {
  if (request.body.length > bodyLimit) return gatewayAnswer(413, 'Request Entity Too Large');
  const url = new URL(request.url, 'http://localhost');
  const matched = matchRoute(routes, request.method, url.pathname);
  if (matched === undefined) return gatewayAnswer(404, 'Not Found');
  const requestId = cloud.world.random.uuid();
  const event = eventOf(cloud, matched, request, url, requestId);
  const invoked = cloud.call(
    'lambda',
    'Invoke',
    { FunctionName: matched.route.functionName, Payload: new TextEncoder().encode(JSON.stringify(event)) },
    { accessKeyId: '', role: 'apigateway', arn: 'apigateway.amazonaws.com' },
  ) as Promise<{ FunctionError?: string; Payload?: Uint8Array }>;
  let inTime = true;
  const late = new Promise<undefined>((resolve) => {
    const timer = cloud.clock.after(integrationTimeoutMs, 'API Gateway gives up', () => {
      inTime = false;
      resolve(undefined);
    });
    invoked.finally(() => timer.cancel()).catch(() => {});
  });
  try {
    const answer = await Promise.race([invoked, late]);
    if (!inTime || answer === undefined) return gatewayAnswer(503, 'Service Unavailable');
    if (answer.FunctionError !== undefined) return gatewayAnswer(500, 'Internal Server Error');
    return answerOf(JSON.parse(new TextDecoder().decode(answer.Payload)), requestId);
  } catch (error) {
    const throttled = error instanceof Error && error.name === 'TooManyRequestsException';
    return throttled ? gatewayAnswer(503, 'Service Unavailable') : gatewayAnswer(500, 'Internal Server Error');
  }
};

const gatewayAnswer = (status: number, message: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

const eventOf = (
  cloud: Cloud,
  { route, parameters }: MatchedRoute,
  { headers, method, body, httpVersion }: HttpRequest,
  url: URL,
  requestId: string,
) => {
  const { cookie, ...others } = headers;
  const query = queryOf(url);
  const isText = /^(text\/|application\/(.*\+)?(json|xml|javascript))/.test(headers['content-type'] ?? 'text/plain');
  const accessKeyId = /Credential=([^/,\s]+)\//.exec(headers['authorization'] ?? '')?.[1];
  const caller = callerOf(cloud.world, accessKeyId);
  const now = cloud.clock.now();
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers: others,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    requestContext: {
      accountId: cloud.world.account,
      apiId: 'local',
      authorizer: {
        iam: {
          accessKey: accessKeyId ?? 'local',
          accountId: cloud.world.account,
          callerId: `AROALOCAL:${caller.role}`,
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: caller.arn,
          userId: `AROALOCAL:${caller.role}`,
        },
      },
      domainName: headers['host'] ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method,
        path: url.pathname,
        protocol: `HTTP/${httpVersion}`,
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: route.key,
      stage: '$default',
      time: gatewayTime(now),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
};

const queryOf = (url: URL): Record<string, string> => {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of url.searchParams) query[name] = name in query ? `${query[name]},${value}` : value;
  return { ...query };
};

/** `12/Mar/2020:19:03:58 +0000`. */
const gatewayTime = (now: number): string => {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
};

/** A result without a status code is the body of a 200; anything that is no object with one is the gateway's own 500. */
const answerOf = (result: unknown, requestId: string): HttpAnswer => {
  const apigw = { 'apigw-requestid': requestId };
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return {
      status: 200,
      headers: { 'content-type': 'application/json', ...apigw },
      cookies: [],
      body: Buffer.from(body),
    };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = result as {
    statusCode: unknown;
    headers?: Record<string, unknown>;
    cookies?: string[];
    body?: string;
    isBase64Encoded?: boolean;
  };
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return gatewayAnswer(500, 'Internal Server Error');
  const given = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...Object.fromEntries(given), ...apigw },
    cookies: cookies ?? [],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
};
