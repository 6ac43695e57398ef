/** What the SDK's client package of a service says about it: its protocol, operations and errors. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { Service } from '../kernel/service.ts';
import { type Constraints, loadConstraints } from './constraints/constraints.ts';
import { compileValidator, type Validator } from './constraints/violations.ts';
import { type Shape, type Structure, shapeOf } from './shape.ts';

export type ProtocolName = 'json1.0' | 'json1.1' | 'query' | 'ec2' | 'rest' | 'cbor';

export interface OperationModel {
  readonly name: string;
  readonly input: Structure;
  readonly output: Structure;
  /** Only for REST protocols: method, path template and status. */
  readonly http: readonly [method: string, path: string, status: number] | undefined;
  /** The top-level input members that an SDK fills with a random token when the caller leaves them out. */
  readonly tokens: readonly string[];
  /** Finds where input breaks the constraints of AWS's published model; undefined where there are none. */
  readonly validate: Validator | undefined;
}

export interface ErrorModel {
  /** Name of the SDK's exception class. */
  readonly name: string;
  readonly namespace: string;
  readonly shape: Shape;
  readonly fault: 'client' | 'server';
  readonly httpStatus: number | undefined;
  /** What query protocols call it, and their status. */
  readonly query: readonly [code: string, status: number] | undefined;
}

export interface ServiceModel {
  /** As in the SDK's package name. */
  readonly name: string;
  /** The protocol that today's SDKs speak; older ones may speak another, so requests are decoded by what they say. */
  readonly protocol: ProtocolName;
  /** First part of X-Amz-Target. */
  readonly target: string;
  /** The `Version` of a query request. */
  readonly version: string;
  readonly namespace: string;
  readonly xmlNamespace: string;
  readonly queryCompatible: boolean;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By exception name and by query code. */
  readonly errors: ReadonlyMap<string, ErrorModel>;
  /** The exports of the SDK package: its exception classes are made by the SDK door. */
  readonly sdk: Readonly<Record<string, unknown>>;
}

const protocols: Readonly<Record<string, ProtocolName>> = {
  'aws.protocols#awsJson1_0': 'json1.0',
  'aws.protocols#awsJson1_1': 'json1.1',
  'aws.protocols#awsQuery': 'query',
  'aws.protocols#ec2Query': 'ec2',
  'aws.protocols#restJson1': 'rest',
  'smithy.protocols#rpcv2Cbor': 'cbor',
};

const loading = new WeakMap<Service, Promise<ServiceModel>>();

/** Loads the service's SDK package, once per process. */
export const loadModel = (service: Service): Promise<ServiceModel> => {
  const known = loading.get(service);
  if (known !== undefined) return known;
  const model = Promise.all([service.sdk(), loadConstraints(service.name)]).then(([sdk, constraints]) =>
    readModel(service.name, sdk, constraints),
  );
  loading.set(service, model);
  return model;
};

interface ClientConfig {
  readonly protocol: { getShapeId(): string };
  readonly protocolSettings: {
    readonly serviceTarget: string;
    readonly version: string;
    readonly defaultNamespace: string;
    readonly xmlNamespace?: string;
    readonly awsQueryCompatible?: boolean;
  };
}

const readModel = (name: string, sdk: Record<string, unknown>, constraints: Constraints | undefined): ServiceModel => {
  const { protocol, protocolSettings: settings } = configOf(name, sdk);
  const schemas = Object.entries(sdk).flatMap(([key, value]) =>
    key.endsWith('$') && Array.isArray(value) ? [value] : [],
  );
  return {
    name,
    protocol: protocols[protocol.getShapeId()] ?? 'json1.1',
    target: settings.serviceTarget,
    version: settings.version,
    namespace: settings.defaultNamespace,
    xmlNamespace: settings.xmlNamespace ?? '',
    queryCompatible: settings.awsQueryCompatible === true,
    operations: new Map(
      schemas.filter(([kind]) => kind === 9).map((schema) => [schema[2], lazily(schema, constraints)]),
    ),
    errors: new Map(schemas.filter(([kind]) => kind === -3).flatMap(errorEntries)),
    sdk,
  };
};

/** Only a client instance knows the protocol's settings. Nothing is called with it. */
const configOf = (name: string, sdk: Record<string, unknown>): ClientConfig => {
  const key = Object.keys(sdk).find((candidate) => candidate.endsWith('Client') && !candidate.startsWith('__'));
  if (key === undefined) throw new Error(`the SDK package of ${name} has no client`);
  const Client = sdk[key] as new (config: object) => { readonly config: ClientConfig };
  return new Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }).config;
};

// biome-ignore lint/suspicious/noExplicitAny: the SDK's schema arrays are typed by their positions only.
type SchemaArray = any[];

/** EC2 has 700 operations: each is read when it is first asked for. */
const lazily = (schema: SchemaArray, constraints: Constraints | undefined): OperationModel => {
  let model: OperationModel | undefined;
  const read = () => {
    model ??= operationModel(schema, constraints);
    return model;
  };
  return {
    name: schema[2],
    get input() {
      return read().input;
    },
    get output() {
      return read().output;
    },
    get http() {
      return read().http;
    },
    get tokens() {
      return read().tokens;
    },
    get validate() {
      return read().validate;
    },
  };
};

const operationModel = (schema: SchemaArray, constraints: Constraints | undefined): OperationModel => {
  const [, , name, traits, input, output] = schema;
  const inputShape = structure(shapeOf(NormalizedSchema.of(input)));
  return {
    name,
    input: inputShape,
    output: structure(shapeOf(NormalizedSchema.of(output))),
    http: traits?.http,
    tokens: inputShape.members.filter((member) => member.traits.idempotencyToken).map((member) => member.name),
    validate: constraints && compileValidator(constraints, name),
  };
};

const structure = (shape: Shape): Structure => {
  if (shape.kind !== 'structure') throw new Error('inputs and outputs are structures');
  return shape;
};

const errorEntries = (schema: SchemaArray): [string, ErrorModel][] => {
  const [, namespace, name, traits] = schema;
  const model: ErrorModel = {
    name,
    namespace,
    get shape() {
      return shapeOf(NormalizedSchema.of(schema as never));
    },
    fault: traits.error,
    httpStatus: traits.httpError,
    query: traits.awsQueryError,
  };
  const code = model.query?.[0];
  return code === undefined || code === name
    ? [[name, model]]
    : [
        [name, model],
        [code, model],
      ];
};
