/** Asking the engine in the SDK's terms: typed input, typed output, refusals as AwsError. */
import { AwsError } from '../kernel/aws-error.ts';
import type { Service } from '../kernel/service.ts';
import type { World } from '../kernel/world.ts';
import { fromJson, toJson } from '../wire/json.ts';
import { loadModel } from '../wire/model.ts';
import type { DynamoDbState } from './state.ts';

/** What the wire layer needs to know of the service, without its operations. */
export const dynamodbModel: Service = {
  name: 'dynamodb',
  sdk: () => import('@aws-sdk/client-dynamodb'),
  operations: {},
};

type Members = Record<string, unknown>;

/** The engine works with timers and ticks of its own, so the clock is held meanwhile. */
export const ask = (
  world: World,
  operation: string,
  input: Members,
  of: DynamoDbState['engine'] = world.dynamodb.engine,
): Promise<Members> => world.clock.hold(askEngine(of, operation, input));

const askEngine = async (of: DynamoDbState['engine'], operation: string, input: Members): Promise<Members> => {
  const [engine, model] = await Promise.all([of(), loadModel(dynamodbModel)]);
  const shapes = model.operations.get(operation)!;
  const json = toJson(shapes.input, input);
  if (typeof json['TableName'] === 'string') json['TableName'] = tableIn(json['TableName']);
  const { status, body } = await engine(operation, json);
  if (status === 200) return fromJson(shapes.output, body);
  const { __type: type, message, Message, ...members } = body;
  const code = String(type ?? 'InternalServerError').replace(/^.*#/, '');
  throw new AwsError(code, String(message ?? Message ?? ''), status, members);
};

/** A table may be named by its ARN. */
export const tableIn = (table: string): string => table.slice(table.lastIndexOf('/') + 1);
