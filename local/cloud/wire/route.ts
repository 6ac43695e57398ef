/** Which service, operation and protocol a request is for: by what it says, as one service answers several protocols. */
import { AwsError } from '../kernel/aws-error.ts';
import { cborProtocol } from './cbor-protocol.ts';
import { compatibleQueryProtocol } from './compatible-query-protocol.ts';
import { jsonProtocol } from './json-protocol.ts';
import type { ServiceModel } from './model.ts';
import type { HttpRequest, Protocol } from './protocol.ts';
import { ec2Protocol, formOf, queryProtocol } from './query-protocol.ts';
import { findRestRoute, restProtocol } from './rest-protocol.ts';

export interface Route {
  readonly protocol: Protocol;
  /** Absent: no such service; the protocol knows how to say so. */
  readonly model: ServiceModel | undefined;
  /** Absent: the request names none. */
  readonly operation: string | undefined;
}

export const routeOf = (models: readonly ServiceModel[], request: HttpRequest): Route =>
  cborRoute(models, request) ?? jsonRoute(models, request) ?? restRoute(models, request) ?? queryRoute(models, request);

const cborRoute = (models: readonly ServiceModel[], { method, headers, path }: HttpRequest): Route | undefined => {
  if (headers['smithy-protocol'] !== 'rpc-v2-cbor') return undefined;
  if (method !== 'POST') return { protocol: cborProtocol, model: undefined, operation: undefined };
  const [, target, operation] = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(path) ?? [];
  return { protocol: cborProtocol, model: models.find((model) => model.target === target), operation };
};

/** Any other content type, or none, is no operation that AWS knows. */
const jsonTypes = ['application/x-amz-json-1.0', 'application/x-amz-json-1.1', 'application/json'];

const jsonRoute = (models: readonly ServiceModel[], { method, headers }: HttpRequest): Route | undefined => {
  const named = headers['x-amz-target'];
  const contentType = headers['content-type']?.split(';')[0]?.trim() ?? '';
  const isJson = contentType.startsWith('application/x-amz-json-');
  if (named === undefined && !isJson) return undefined;
  if (method !== 'POST' || !jsonTypes.includes(contentType))
    return { protocol: jsonProtocol('application/x-amz-json-1.1'), model: undefined, operation: undefined };
  const dot = named?.lastIndexOf('.') ?? -1;
  const target = named?.slice(0, Math.max(dot, 0));
  return {
    protocol: jsonProtocol(isJson ? contentType : 'application/x-amz-json-1.1'),
    model: models.find((model) => model.target === target),
    operation: dot > 0 ? named?.slice(dot + 1) : undefined,
  };
};

const restRoute = (models: readonly ServiceModel[], { method, path }: HttpRequest): Route | undefined => {
  for (const model of models.filter((candidate) => candidate.protocol === 'rest')) {
    const route = findRestRoute(model, method, path);
    if (route !== undefined) return { protocol: restProtocol(route.labels), model, operation: route.operation.name };
    if (path.startsWith(`/${model.version}/`)) return { protocol: restProtocol({}), model, operation: undefined };
  }
  return undefined;
};

/** The version alone tells the service: those of EC2, IAM, STS and SQS differ. */
const queryRoute = (models: readonly ServiceModel[], request: HttpRequest): Route => {
  const isQuery = request.method === 'POST' || request.method === 'GET';
  if (!isQuery) return { protocol: queryProtocol, model: undefined, operation: undefined };
  const form = formOf(request);
  const model = models.find(
    (candidate) =>
      candidate.version === form.get('Version') &&
      (candidate.protocol === 'query' || candidate.protocol === 'ec2' || candidate.queryCompatible),
  );
  return { protocol: queryProtocolOf(model), model, operation: form.get('Action') ?? undefined };
};

const queryProtocolOf = (model: ServiceModel | undefined): Protocol => {
  if (model?.protocol === 'ec2') return ec2Protocol;
  return model?.queryCompatible ? compatibleQueryProtocol : queryProtocol;
};

/** What a request is told that names no service or operation. */
export const unroutable = (request: HttpRequest, { model, operation }: Route): AwsError => {
  if (model !== undefined && operation === undefined && (model.protocol === 'query' || model.protocol === 'ec2')) {
    return new AwsError('MissingAction', 'The request must contain the parameter Action.');
  }
  const named = request.headers['x-amz-target'] ?? `${request.method} ${request.path}`;
  return new AwsError('UnknownOperationException', `The embedded AWS knows no operation for ${named}.`, 404);
};
