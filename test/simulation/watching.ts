/** Where the calls of a simulation pass: each is told to the invariants, to the trace and to the story. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Interceptor, Request } from '../../local/cloud/kernel/dispatch.ts';
import type { World } from '../../local/cloud/kernel/world.ts';
import type { Watcher } from './scene.ts';
import { type Invocation, type Seen, stack } from './scene.ts';
import type { StoredTruth } from './stored-truth.ts';
import { callInWords, decisionInWords } from './story.ts';

const reading = /^(?:Describe|List|Get|BatchGet|Query|Scan|Receive)/;
const rolePrefix = `${stack}-`;

export interface Watching {
  /** Stands before everything that goes wrong: sees what callers ask and what they are answered. */
  readonly outermost: Interceptor;
  /** Stands behind it: sees what is carried out, when it is. */
  readonly innermost: Interceptor;
  /** From then on calls of a function are known by its invocation. */
  followFunctions(world: World): void;
  /** Notes something that is no call. */
  tell(line: string): void;
  hash(): string;
  calls(): number;
  /** Calls by us that changed something in EC2, ECS or SSM, since the beginning. */
  changes(): number;
  /** The last lines. */
  story(): readonly string[];
}

export interface Told {
  readonly now: () => number;
  readonly stored: StoredTruth;
  readonly watchers: () => readonly Watcher[];
}

const storyLines = 80;

export const newWatching = ({ now, stored, watchers }: Told): Watching => {
  const current = new AsyncLocalStorage<Invocation>();
  const trace = createHash('sha256');
  const lines: string[] = [];
  let calls = 0;
  let changes = 0;

  const tell = (line: string): void => {
    lines.push(`${new Date(now()).toISOString().slice(5, 23)} ${line}`);
    if (lines.length > storyLines * 2) lines.splice(0, storyLines);
  };

  const seenOf = ({ service, operation, input, caller }: Request): Seen => {
    const ours = caller.role.startsWith(rolePrefix) && caller.role !== `${rolePrefix}HostRole`;
    return {
      at: now(),
      service,
      operation,
      input,
      role: ours ? caller.role.slice(rolePrefix.length).replace(/Role$/, '') : caller.role,
      ours,
      changes: /^(?:ec2|ecs|ssm)$/.test(service) && !reading.test(operation),
      invocation: current.getStore(),
    };
  };

  const innermost: Interceptor = async (request, next) => {
    const seen = seenOf(request);
    for (const { before } of watchers()) before?.(seen);
    try {
      const output = await next();
      done({ ...seen, at: now(), output }, request);
      return output;
    } catch (error) {
      done({ ...seen, at: now(), refused: (error as { code?: string }).code ?? String(error) }, request);
      throw error;
    }
  };

  const done = (what: Parameters<NonNullable<Watcher['after']>>[0], { caller }: Request): void => {
    if (what.ours && what.changes) {
      if (what.refused === undefined) changes += 1;
      tell(callInWords(what));
    } else if (what.changes && caller.role === 'local') tell(`somebody: ${callInWords(what)}`);
    const write = stored.take(what);
    if (write?.sk.startsWith('DECISION#')) {
      what.invocation?.decided.add(`${write.body.cluster} ${write.body.action}`);
      tell(decisionInWords(write.body));
    }
    for (const { after } of watchers()) after?.(what);
  };

  const tellAnswer = (request: Request, refused?: string): void => {
    for (const { answered } of watchers())
      answered?.({ ...seenOf(request), ...(refused !== undefined && { refused }) });
  };

  const outermost: Interceptor = async (request, next) => {
    calls += 1;
    const { service, operation, input, caller, requestId } = request;
    trace.update(`${now()} ${requestId} ${caller.role} ${service}:${operation} `);
    trace.update(operation === 'Invoke' ? Buffer.from((input['Payload'] ?? '') as string) : JSON.stringify(input));
    try {
      const answer = await next();
      trace.update(`${requestId} ok ${now()}`);
      const read = reading.test(operation) ? current.getStore()?.reads : undefined;
      for (const cluster of clustersIn(input)) read?.add(`${operation} ${cluster}`);
      tellAnswer(request);
      return answer;
    } catch (error) {
      trace.update(`${requestId} ${error} ${now()}`);
      tellAnswer(request, (error as { code?: string }).code ?? String(error));
      throw error;
    }
  };

  const followFunctions = ({ lambda }: World): void => {
    for (const [name, hosted] of lambda.functions)
      lambda.functions.set(name, {
        ...hosted,
        invoke: (payload, context) => {
          const invocation = { id: context.requestId, function: name.slice(rolePrefix.length), beganAt: now() };
          return current.run({ ...invocation, reads: new Set(), decided: new Set() }, () =>
            hosted.invoke(payload, context),
          );
        },
      });
  };

  return {
    outermost,
    innermost,
    followFunctions,
    tell,
    hash: () => trace.copy().digest('hex'),
    calls: () => calls,
    changes: () => changes,
    story: () => lines.slice(-storyLines),
  };
};

/** By name, by filter, or in a list. */
// biome-ignore lint/suspicious/noExplicitAny: inputs of all operations.
const clustersIn = (input: any): readonly string[] => {
  const filter = input.Filters?.find((one: { Name: string }) => one.Name === 'tag:quaymaster:cluster');
  return [input.cluster ?? [], input.clusters ?? [], filter?.Values ?? []].flat();
};
