/**
 * Requests to AWS's JSON endpoints, signed by `curl --aws-sigv4` with the credentials of the metadata service. They are carried
 * out as calls of the host's role, so that they are checked and recorded like everybody's.
 */
import { AwsError } from '../../../kernel/aws-error.ts';
import { ConnectionLost } from '../../../kernel/connection-lost.ts';
import { credentialsOf, hostCaller } from '../credentials.ts';
import type { Guest } from './guest.ts';
import type { HttpAnswer, HttpFailure, HttpRequest } from './http.ts';

/** The SDK's names of the services that speak AWS JSON, by the first label of their endpoint. */
const jsonServices: Readonly<Record<string, string>> = {
  ssm: 'ssm',
  ecs: 'ecs',
  dynamodb: 'dynamodb',
  events: 'eventbridge',
  sqs: 'sqs',
  states: 'sfn',
};

/** Undefined when there is no such endpoint. */
export const answerSigned = async (
  guest: Guest,
  label: string,
  request: HttpRequest,
): Promise<HttpAnswer | HttpFailure | undefined> => {
  const service = Object.hasOwn(jsonServices, label) ? jsonServices[label] : undefined;
  if (service === undefined) return undefined;
  const refusal = refuseSignature(guest, label, request);
  if (refusal !== undefined) return refused(refusal);
  const operation = request.headers.get('x-amz-target')?.split('.')[1];
  if (!/^application\/x-amz-json-1\.[01]\b/.test(request.headers.get('content-type') ?? '') || operation === undefined)
    return { status: 404, body: '{"__type":"UnknownOperationException"}' };
  try {
    const input: unknown = request.body === '' ? {} : JSON.parse(request.body);
    const credentials = credentialsOf(guest.world, guest.instance)!;
    const caller = hostCaller(guest.world, guest.instance, credentials);
    const output = await guest.wait(() => guest.world.call(service, operation, input, caller));
    return { status: 200, body: JSON.stringify(withEpochSeconds(output)) };
  } catch (error) {
    if (error instanceof SyntaxError)
      return refused(new AwsError('SerializationException', 'The request is not valid JSON.'));
    if (error instanceof ConnectionLost) return { exitCode: 52, message: 'Empty reply from server', silent: false };
    if (error instanceof AwsError) return refused(error);
    throw error;
  }
};

/** Signatures are not computed; what they are computed from is compared. */
const refuseSignature = (guest: Guest, label: string, request: HttpRequest): AwsError | undefined => {
  const { signing, headers } = request;
  if (signing === undefined) return new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [, , region = guest.world.region, service = label] = signing.provider.split(':');
  const invalid = (why: string) => new AwsError('InvalidSignatureException', why);
  if (region !== guest.world.region) return invalid('Credential should be scoped to a valid region.');
  if (service !== label) return invalid(`Credential should be scoped to correct service: '${label}'.`);
  const valid = credentialsOf(guest.world, guest.instance);
  if (signing.accessKeyId !== valid?.accessKeyId || headers.get('x-amz-security-token') !== valid.token)
    return new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (signing.secret !== valid.secretAccessKey)
    return invalid('The request signature we calculated does not match the signature you provided.');
  return undefined;
};

const refused = (error: AwsError): HttpAnswer => ({
  status: error.status,
  body: JSON.stringify({ __type: error.code, message: error.message, ...error.members }),
});

/** AWS JSON writes times as seconds since the epoch. */
const withEpochSeconds = (value: unknown): unknown => {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map(withEpochSeconds);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withEpochSeconds(member)]));
};
