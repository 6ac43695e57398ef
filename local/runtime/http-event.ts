/**
 * A request as the event that a function gets: payload format 2.0 of HTTP APIs.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { Cloud } from '../cloud/cloud.ts';
import { callerOf } from '../cloud/iam/callers.ts';
import type { MatchedRoute } from './routes.ts';

export interface HttpRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly url: string;
  readonly httpVersion: string;
  /** Names in lower case, several values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
/** The target of a request, byte for byte: nothing is decoded and no dots are removed. */
interface Target {
  readonly path: string;
  readonly query: string;
}

export const targetOf = ({ url }: HttpRequest): Target => {
  const [path = '/', ...query] = url.split('?');
  return { path, query: query.join('?') };
};

export const eventOf = (
  cloud: Cloud,
  { route, parameters }: MatchedRoute,
  { headers, method, body, httpVersion }: HttpRequest,
  target: Target,
  requestId: string,
) => {
  const { cookie, ...others } = headers;
  const query = queryOf(target);
  const isText = /^(text\/|application\/(.*\+)?(json|xml|javascript))/.test(headers['content-type'] ?? 'text/plain');
  const accessKeyId = /Credential=([^/,\s]+)\//.exec(headers['authorization'] ?? '')?.[1];
  const caller = callerOf(cloud.world, accessKeyId);
  const now = cloud.clock.now();
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: target.path,
    rawQueryString: target.query,
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
        path: target.path,
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

const queryOf = (target: Target): Record<string, string> => {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(target.query))
    query[name] = name in query ? `${query[name]},${value}` : value;
  return { ...query };
};

/** `12/Mar/2020:19:03:58 +0000`. */
const gatewayTime = (now: number): string => {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
};
