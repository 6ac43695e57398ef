/**
 * API Gateway's HTTP API with payload format 2.0: requests become events, answers become responses, and where the gateway
 * itself answers, so do we, in its words. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { Cloud } from '../cloud/cloud.ts';
import { eventOf, type HttpRequest, targetOf } from './http-event.ts';
import { type HttpRoute, matchRoute } from './routes.ts';

export const bodyLimit = 10 * 1024 * 1024;
const integrationTimeoutMs = 30_000;

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
  const target = targetOf(request);
  const matched = matchRoute(routes, request.method, target.path);
  if (matched === undefined) return gatewayAnswer(404, 'Not Found');
  const requestId = cloud.world.random.uuid();
  const event = eventOf(cloud, matched, request, target, requestId);
  const invoked = cloud.call(
    'lambda',
    'Invoke',
    { FunctionName: matched.route.functionName, Payload: new TextEncoder().encode(JSON.stringify(event)) },
    { accessKeyId: '', role: 'apigateway.amazonaws.com', arn: 'apigateway.amazonaws.com' },
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

/** In the gateway's own words. */
export const gatewayAnswer = (status: number, message: string): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

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
