/** restJson1 (Lambda): the model binds members to path, query, headers, status and body. */
import { AwsError } from '../kernel/aws-error.ts';
import { errorModel, statusOf } from './error-model.ts';
import { parseLeaf } from './form.ts';
import { fromJson, parseJson, toJson } from './json.ts';
import { errorBody } from './json-protocol.ts';
import type { OperationModel, ServiceModel } from './model.ts';
import type { HttpAnswer, HttpRequest, Protocol } from './protocol.ts';
import type { Member, Structure } from './shape.ts';

/** `labels` are the values of the path template's placeholders. */
export const restProtocol = (labels: Readonly<Record<string, string>>): Protocol => ({
  decode: (_model, { input }, request) => ({
    ...fromJson(inBody(input), hasBodyMembers(input) ? parseJson(request.body) : {}),
    ...boundMembers(input, request, labels),
  }),

  encode: (_model, operation, output, requestId) => {
    const { members } = operation.output;
    const payload = members.find((member) => member.traits.httpPayload);
    const status = members.find((member) => member.traits.httpResponseCode);
    return {
      status: Number((status && output[status.name]) ?? operation.http?.[2] ?? 200),
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headersOf(members, output) },
      body:
        payload === undefined ? JSON.stringify(toJson(inBody(operation.output), output)) : payloadOf(payload, output),
    };
  },

  encodeError: (model, error, requestId): HttpAnswer => ({
    status: model === undefined ? error.status : statusOf(model, error),
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': errorModel(model, error.code)?.name ?? error.code,
    },
    body: JSON.stringify(errorBody(model, error)),
  }),
});

export interface RestRoute {
  readonly operation: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
}

/** The operation whose method and path template the request has. */
export const findRestRoute = (model: ServiceModel, method: string, path: string): RestRoute | undefined => {
  for (const operation of model.operations.values()) {
    const [wanted, template] = operation.http ?? [];
    if (wanted !== method || template === undefined) continue;
    const labels = matchPath(template, path);
    if (labels !== undefined) return { operation, labels };
  }
  return undefined;
};

/** Undefined: the path is not of this template. Path parts that are no valid encoding match nothing. */
const matchPath = (template: string, path: string): Record<string, string> | undefined => {
  const wanted = (template.split('?')[0] ?? '').replace(/\/$/, '').split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? '';
    const label = /^\{(\w+)\}$/.exec(part)?.[1];
    if (label === undefined ? part !== text : text === '') return undefined;
    const value = decode(text);
    if (value === undefined) return undefined;
    if (label !== undefined) labels[label] = value;
  }
  return labels;
};

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const isInBody = ({ traits }: Member): boolean =>
  !(traits.httpLabel || traits.httpQuery || traits.httpHeader || traits.httpPayload || traits.httpResponseCode);

const inBody = (structure: Structure): Structure => ({ ...structure, members: structure.members.filter(isInBody) });
const hasBodyMembers = (structure: Structure): boolean => structure.members.some(isInBody);

const boundMembers = (input: Structure, request: HttpRequest, labels: Readonly<Record<string, string>>) => {
  const target: Record<string, unknown> = {};
  for (const member of input.members) {
    const value = member.traits.httpPayload ? payloadIn(member, request.body) : boundValue(member, request, labels);
    if (value !== undefined) target[member.name] = value;
  }
  return target;
};

const boundValue = (member: Member, request: HttpRequest, labels: Readonly<Record<string, string>>): unknown => {
  const { httpLabel, httpQuery, httpHeader } = member.traits;
  if (httpQuery !== undefined && member.shape.kind === 'list') {
    const all = request.query.getAll(httpQuery);
    return all.length === 0 ? undefined : all;
  }
  const text = httpLabel
    ? labels[member.name]
    : httpQuery !== undefined
      ? (request.query.get(httpQuery) ?? undefined)
      : request.headers[httpHeader?.toLowerCase() ?? ''];
  if (text === undefined) return undefined;
  const value = parseLeaf(member.shape, text);
  if (value === undefined)
    throw new AwsError('SerializationException', `${member.name} has a value that is not of its type.`);
  return value;
};

const payloadIn = (member: Member, body: Uint8Array): unknown => {
  if (body.length === 0) return undefined;
  if (member.shape.kind === 'blob') return Uint8Array.from(body);
  return member.shape.kind === 'string' ? Buffer.from(body).toString('utf8') : fromJson(member.shape, parseJson(body));
};

const payloadOf = (member: Member, output: Readonly<Record<string, unknown>>): string | Uint8Array => {
  const value = output[member.name];
  if (value === undefined) return '';
  if (value instanceof Uint8Array || typeof value === 'string') return value;
  return JSON.stringify(toJson(member.shape, value));
};

const headersOf = (members: readonly Member[], output: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    members.flatMap(({ name, traits }) =>
      traits.httpHeader === undefined || output[name] === undefined
        ? []
        : [[traits.httpHeader.toLowerCase(), String(output[name])]],
    ),
  );
