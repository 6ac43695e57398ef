/**
 * The unmodified SDK against our side of the wire: what a client sends is what an operation gets, and what an operation
 * answers is what the client gets, for any values that the model allows.
 */
import { Readable } from 'node:stream';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { HttpResponse } from '@smithy/core/protocols';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { dynamodbService } from '../../../local/cloud/dynamodb/service.ts';
import { ec2Service } from '../../../local/cloud/ec2/service.ts';
import { ecsService } from '../../../local/cloud/ecs/service.ts';
import { eventsService } from '../../../local/cloud/events/service.ts';
import { iamService } from '../../../local/cloud/iam/service.ts';
import type { Service } from '../../../local/cloud/kernel/service.ts';
import { lambdaService } from '../../../local/cloud/lambda/service.ts';
import { sqsService } from '../../../local/cloud/sqs/service.ts';
import { ssmService } from '../../../local/cloud/ssm/service.ts';
import { statesService } from '../../../local/cloud/states/service.ts';
import { stsService } from '../../../local/cloud/sts/service.ts';
import { copyInput, copyOutput } from '../../../local/cloud/wire/copy.ts';
import { loadModel, type ServiceModel } from '../../../local/cloud/wire/model.ts';
import type { HttpRequest } from '../../../local/cloud/wire/protocol.ts';
import { routeOf } from '../../../local/cloud/wire/route.ts';
import { anyOf } from './typed-values.ts';

const services: readonly (readonly [Service, readonly string[]])[] = [
  [ssmService, ['PutParameter', 'GetParametersByPath', 'DescribeParameters', 'SendCommand']],
  [ecsService, ['RegisterTaskDefinition', 'RunTask', 'DescribeTasks', 'CreateService', 'UpdateService']],
  [statesService, ['StartExecution', 'GetExecutionHistory', 'CreateStateMachine']],
  [sqsService, ['SendMessage', 'ReceiveMessage', 'CreateQueue', 'SendMessageBatch']],
  [eventsService, ['PutEvents', 'PutRule', 'PutTargets', 'ListTargetsByRule']],
  [dynamodbService, ['PutItem', 'Query', 'UpdateItem']],
  [iamService, ['CreateRole', 'GetInstanceProfile', 'ListRoles', 'SimulateCustomPolicy']],
  [stsService, ['AssumeRole', 'GetCallerIdentity']],
  [ec2Service, ['RunInstances', 'DescribeInstances', 'DescribeInstanceTypes', 'CreateTags', 'DescribeSubnets']],
  [lambdaService, ['Invoke', 'ListFunctions', 'GetFunction', 'CreateFunction', 'TagResource']],
];

let models: ServiceModel[];
beforeAll(async () => {
  models = await Promise.all(services.map(([service]) => loadModel(service)));
});

/** A client whose requests end in our decoder and whose answers come from our encoder. */
const clientOf = (model: ServiceModel, answer: () => Record<string, unknown>, config: object = {}) => {
  const received: { input?: Record<string, unknown>; operation?: string | undefined } = {};
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (sent: SentRequest) => {
      const request = asReceived(sent);
      const route = routeOf(models, request);
      const operation = model.operations.get(route.operation ?? '')!;
      received.operation = route.operation;
      received.input = route.protocol.decode(model, operation, request);
      const { status, headers, body } = route.protocol.encode(model, operation, answer(), 'request-1');
      return {
        response: new HttpResponse({
          statusCode: status,
          headers: { ...headers },
          body: Readable.from([Buffer.from(body)]),
        }),
      };
    },
  };
  const Client = model.sdk[Object.keys(model.sdk).find((key) => key.endsWith('Client') && !key.startsWith('__'))!];
  const client = new (Client as AnyClient)({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    requestHandler,
    // SQS: the SDK's check of message digests is not about the wire.
    md5: false,
    ...config,
  });
  return { client, received };
};

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string | string[]>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}
type AnyClient = new (config: object) => { send(command: unknown): Promise<Record<string, unknown>> };

const asReceived = (sent: SentRequest): HttpRequest => ({
  method: sent.method,
  path: sent.path,
  query: new URLSearchParams(
    Object.entries(sent.query ?? {}).flatMap(([key, held]) => [held].flat().map((one): [string, string] => [key, one])),
  ),
  headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: typeof sent.body === 'string' ? Buffer.from(sent.body) : Uint8Array.from(sent.body ?? []),
});

/** Bytes without the SDK's class around them. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, plain(held)]));
};

const roundTrip = async (model: ServiceModel, name: string, config: object = {}) => {
  const operation = model.operations.get(name)!;
  const isForm = (model.protocol === 'query' || model.protocol === 'ec2') && !('protocol' in config);
  const limits = {
    xml: isForm || model.protocol === 'rest',
    emptyLists: !(isForm && model.protocol === 'ec2'),
    without: ['EndpointId'],
  };
  const command = model.sdk[`${name}Command`] as new (input: unknown) => unknown;
  await fc.assert(
    fc.asyncProperty(
      anyOf(operation.input, limits),
      anyOf(operation.output, { ...limits, emptyLists: true }),
      async (input, output) => {
        const { client, received } = clientOf(model, () => copyOutput(operation.output, output), config);
        const returned = await client.send(new command(input));
        const expected = copyInput(operation.input, input, model.protocol);
        const tokens = Object.fromEntries(
          operation.tokens.filter((token) => !(token in expected)).map((token) => [token, expect.any(String)]),
        );
        expect(received.operation).toBe(name);
        expect(plain(received.input)).toEqual({ ...tokens, ...(plain(expected) as object) });
        const { $metadata, ...rest } = returned;
        expect(plain(rest)).toEqual(plain(copyOutput(operation.output, output)));
      },
    ),
    { numRuns: 12 },
  );
};

describe.each(services.map(([service, names]) => ({ service, names, name: service.name })))(
  '$name',
  ({ service, names }) => {
    it.each([...names])('%s', async (name) => {
      await roundTrip(await loadModel(service), name);
    });
  },
);

describe('a client that was told to speak CBOR', () => {
  it.each([
    [ssmService, 'PutParameter'],
    [ecsService, 'DescribeTasks'],
    [dynamodbService, 'PutItem'],
  ] as const)('$name %s', async (service, name) => {
    await roundTrip(await loadModel(service), name, { protocol: AwsSmithyRpcV2CborProtocol });
  });
});
