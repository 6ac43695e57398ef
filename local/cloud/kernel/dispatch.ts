/**
 * The one way to any operation, for both doors and for the embedded AWS itself: find it, let the interceptors speak, check
 * what the request must contain, carry it out, record it.
 */
import { copyInput, copyOutput } from '../wire/copy.ts';
import { invalidInput } from '../wire/invalid-input.ts';
import { loadModel, type OperationModel, type ServiceModel } from '../wire/model.ts';
import { missingMembers } from '../wire/required.ts';
import type { Shape } from '../wire/shape.ts';
import { AwsError } from './aws-error.ts';
import { ConnectionLost } from './connection-lost.ts';
import { ignoredIn } from './ignored.ts';
import type { Journal, JournalEntry } from './journal.ts';
import type { Caller, Service } from './service.ts';
import type { World } from './world.ts';

/** A call on its way: what interceptors see. */
export interface Request {
  readonly service: string;
  readonly operation: string;
  /** Typed as the SDK's command takes it. */
  readonly input: Record<string, unknown>;
  readonly caller: Caller;
  readonly requestId: string;
  /** As in Call. */
  readonly endpoint?: string;
}

/** Stands before every operation, in the order of the list. It may refuse, delay, or change the answer. */
export type Interceptor = (request: Request, next: () => Promise<unknown>) => Promise<unknown>;

export interface Dispatcher {
  /** The models of all services; loading them takes most of a second the first time. */
  models(): Promise<readonly ServiceModel[]>;
  model(service: string): Promise<ServiceModel>;
  operation(service: string, operation: string): Promise<OperationModel>;
  /** Carries out a request whose input is the cloud's own. The output is the caller's own, checked by its shape. */
  run(request: Request): Promise<Record<string, unknown>>;
  /** The same for input that is the caller's: the cloud takes a copy. */
  call(request: Request): Promise<Record<string, unknown>>;
}

export const createDispatcher = (
  world: () => World,
  services: readonly Service[],
  journal: Journal,
  interceptors: readonly Interceptor[],
): Dispatcher => {
  const byName = new Map(services.map((service) => [service.name, service]));
  const findIgnored = new Map(services.map((service) => [service.name, ignoredIn(service)]));

  const model = async (name: string): Promise<ServiceModel> => {
    const service = byName.get(name);
    if (service === undefined)
      throw new AwsError('UnknownOperationException', `The embedded AWS has no service ${name}.`);
    return world().clock.hold(loadModel(service));
  };

  const operation = async (service: string, name: string): Promise<OperationModel> => {
    const known = await model(service);
    const found = known.operations.get(name);
    if (found === undefined) throw unknownAction(known, name);
    return found;
  };

  const carryOut = async (request: Request): Promise<unknown> => {
    const { service, operation: name, input, caller, requestId, endpoint } = request;
    const { input: shape, validate } = await operation(service, name);
    const implementation = byName.get(service)?.operations[name];
    if (implementation === undefined) throw notImplemented(request);
    const missing = missingMembers(shape, input);
    const violations = validate?.(input) ?? [];
    if (missing.length + violations.length > 0) throw invalidInput(await model(service), missing, violations);
    for (const ignored of findIgnored.get(service)?.(name, input) ?? []) journal.noteIgnored(ignored);
    return implementation(input, {
      world: world(),
      caller,
      requestId,
      ...(endpoint === undefined ? {} : { endpoint }),
    });
  };

  const run = async (request: Request): Promise<Record<string, unknown>> => {
    const { service, operation: name, caller } = request;
    const entry = { at: world().clock.now(), service, operation: name, role: caller.role };
    const step = (index: number): Promise<unknown> => {
      const interceptor = interceptors[index];
      return interceptor === undefined ? carryOut(request) : interceptor(request, () => step(index + 1));
    };
    try {
      const output = answered(request, (await operation(service, name)).output, (await step(0)) ?? {});
      journal.add({ ...entry, outcome: 'ok' });
      return output;
    } catch (error) {
      journal.add({ ...entry, ...endOf(error) });
      throw error;
    }
  };

  const call = async (request: Request): Promise<Record<string, unknown>> => {
    const { protocol } = await model(request.service);
    const { input } = await operation(request.service, request.operation);
    return run({ ...request, input: copyInput(input, request.input, protocol) });
  };

  const models = () => Promise.all(services.map((service) => model(service.name)));

  return { models, model, operation, run, call };
};

const endOf = (error: unknown): Pick<JournalEntry, 'outcome' | 'code' | 'replyLost' | 'fault'> => {
  if (error instanceof AwsError) return { outcome: 'refused', code: error.code };
  if (!(error instanceof ConnectionLost)) return { outcome: 'failed', fault: String(error) };
  if (error.fate === 'never arrived') return { outcome: 'lost' };
  return { ...(error.fate === 'carried out' ? { outcome: 'ok' } : endOf(error.fate)), replyLost: true };
};

/** An answer that its model does not allow is a fault of the embedded AWS, not a refusal. */
const answered = ({ service, operation }: Request, shape: Shape, output: unknown): Record<string, unknown> => {
  try {
    return copyOutput(shape, output);
  } catch (cause) {
    throw new Error(`${service}:${operation} answered what its model does not allow`, { cause });
  }
};

/** EC2 and the other query services call it InvalidAction. */
const unknownAction = (model: ServiceModel, name: string): AwsError =>
  model.protocol === 'ec2' || model.protocol === 'query'
    ? new AwsError('InvalidAction', `The action ${name} is not valid for this web service.`)
    : new AwsError('UnknownOperationException', `${model.name} has no operation ${name}.`);

/** AWS has it, the embedded AWS has not. The code is one that every client knows, the text is for people. */
const notImplemented = ({ service, operation }: Request): AwsError =>
  new AwsError('UnknownOperationException', `The embedded AWS does not implement ${service}:${operation}.`);
