/** Calls a function of the API as API Gateway does: an HTTP API event of payload format 2.0. */
import type { Context } from 'aws-lambda';
import type { HttpEvent } from '../../shared/lambda/call.ts';
import type { HttpHandler } from '../../shared/lambda/http.ts';

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string: that is sent as it is. */
  readonly body?: unknown;
  readonly signedBy?: string;
  /** When the route's key does not say it. */
  readonly method?: string;
}
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // Tests look into answers field by field.
  // biome-ignore lint/suspicious/noExplicitAny: the body is whatever the route answers
  readonly body: any;
}

let requests = 0;

/** `call(handler, 'PUT /v1/clusters/{cluster}', '/v1/clusters/demo?dryRun=true', { body })`. */
export const call = async (
  handler: HttpHandler,
  routeKey: string,
  url: string,
  { headers = {}, body, signedBy, method: otherMethod }: Asked = {},
): Promise<Answered> => {
  const { pathname, search, searchParams } = new URL(url, 'http://127.0.0.1');
  requests += 1;
  const [keyMethod = '', template = ''] = routeKey.split(' ');
  const method = otherMethod ?? keyMethod;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const names = [...new Set(searchParams.keys())];
  const event: HttpEvent = {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    pathParameters: pathParameters(template, pathname),
    ...(names.length > 0 && {
      queryStringParameters: Object.fromEntries(names.map((name) => [name, searchParams.getAll(name).join(',')])),
    }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: '127.0.0.1',
      domainPrefix: 'local',
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'vitest' },
      requestId: `request-${requests}`,
      routeKey,
      stage: '$default',
      time: '01/Mar/2026:08:00:00 +0000',
      timeEpoch: 0,
      ...(signedBy !== undefined && { authorizer: { iam: { userArn: signedBy } } }),
    } as HttpEvent['requestContext'],
    ...(text !== undefined && { body: text }),
    isBase64Encoded: false,
  };
  const answer = await handler(event, { awsRequestId: `lambda-${requests}`, functionName: 'test' } as Context);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers as Record<string, string>,
    body: JSON.parse(answer.body ?? 'null'),
  };
};

const pathParameters = (template: string, path: string): Record<string, string> => {
  const segments = path.split('/');
  return Object.fromEntries(
    template
      .split('/')
      .flatMap((segment, index) =>
        segment.startsWith('{') ? [[segment.slice(1, -1), decodeURIComponent(segments[index] ?? '')]] : [],
      ),
  );
};
