/**
 * The one way to any operation, for both doors and for the embedded AWS itself: find it, let the interceptors speak, check
 * what the request must contain, carry it out, record it.
 */
import { type CopyRules, copy } from '../wire/copy.ts';
import { loadModel, type OperationModel, type ServiceModel } from '../wire/model.ts';
import { missingError, missingMembers } from '../wire/required.ts';
import { AwsError } from './aws-error.ts';
import type { Journal } from './journal.ts';
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
}

/** Stands before every operation, in the order of the list. It may refuse, delay, or change the answer. */
export type Interceptor = (request: Request, next: () => Promise<unknown>) => Promise<unknown>;

export interface Dispatcher {
  /** Every service of the account by its name. */
  readonly services: ReadonlyMap<string, Service>;
  model(service: string): Promise<ServiceModel>;
  operation(service: string, operation: string): Promise<OperationModel>;
  /** Carries out a request whose input is the cloud's own copy. The answer must be copied or written before it is given away. */
  run(request: Request): Promise<unknown>;
  /** Copies typed input in and typed output out. */
  call(request: Request): Promise<unknown>;
}

export const createDispatcher = (
  world: () => World,
  services: readonly Service[],
  journal: Journal,
  interceptors: readonly Interceptor[],
): Dispatcher => {
  const byName = new Map(services.map((service) => [service.name, service]));

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
    const service = await model(request.service);
    const shape = (await operation(request.service, request.operation)).input;
    const run = byName.get(request.service)?.operations[request.operation];
    if (run === undefined) throw notImplemented(request);
    const missing = missingMembers(shape, request.input);
    if (missing.length > 0) throw missingError(service, missing);
    return run(request.input, { world: world(), caller: request.caller, requestId: request.requestId });
  };

  const record = (request: Request, at: number, error?: unknown): void => {
    const { service, operation: name, caller } = request;
    const said = error instanceof AwsError ? { outcome: 'refused' as const, code: error.code } : undefined;
    const outcome = said ?? { outcome: error === undefined ? ('ok' as const) : ('failed' as const) };
    journal.add({ at, service, operation: name, role: caller.role, ...outcome });
  };

  const run = async (request: Request): Promise<unknown> => {
    const at = world().clock.now();
    const step = (index: number): Promise<unknown> => {
      const interceptor = interceptors[index];
      return interceptor === undefined ? carryOut(request) : interceptor(request, () => step(index + 1));
    };
    try {
      const output = (await step(0)) ?? {};
      record(request, at);
      return output;
    } catch (error) {
      record(request, at, error);
      throw error;
    }
  };

  const call = async (request: Request): Promise<unknown> => {
    const rules = copyRules(await model(request.service));
    const { input, output } = await operation(request.service, request.operation);
    const copied = copy(input, request.input, rules) as Record<string, unknown>;
    return copy(output, await run({ ...request, input: copied }));
  };

  return { services: byName, model, operation, run, call };
};

const copyRules = (model: ServiceModel): CopyRules => ({ dropEmptyLists: model.protocol === 'ec2' });

/** EC2 and the other query services call it InvalidAction. */
const unknownAction = (model: ServiceModel, name: string): AwsError =>
  model.protocol === 'ec2' || model.protocol === 'query'
    ? new AwsError('InvalidAction', `The action ${name} is not valid for this web service.`)
    : new AwsError('UnknownOperationException', `${model.name} has no operation ${name}.`);

/** AWS has it, the embedded AWS has not. The code is one that every client knows, the text is for people. */
const notImplemented = ({ service, operation }: Request): AwsError =>
  new AwsError('UnknownOperationException', `The embedded AWS does not implement ${service}:${operation}.`);
