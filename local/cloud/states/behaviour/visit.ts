/** One visit of a strand to a state: what its expressions see, and how it leaves. */

import { Random } from '../../kernel/random.ts';
import type { World } from '../../kernel/world.ts';
import type { Assign, State } from '../language/definition.ts';
import { dialect } from '../language/dialect.ts';
import { type Bindings, evaluate, evaluateAs, QueryFailure } from '../language/evaluate.ts';
import { StateFailure } from '../language/failure.ts';
import type { Json } from '../language/json.ts';
import { record } from './record.ts';
import { type Strand, visibleVariables, whileAlive } from './strand.ts';

export interface Visit<Kind extends State = State> {
  readonly strand: Strand;
  readonly name: string;
  readonly state: Kind;
  readonly input: Json;
  readonly enteredEvent: number;
  readonly enteredAt: number;
  /** How often the state has been tried again in this visit. */
  readonly retries: number;
  /** By which the task is reported; of tasks that wait for that. A new one each time it is tried. */
  readonly token?: string;
}

/** How a state is left: what goes on to the next one, and the variables to set. No `next` is the end of the flow. */
export interface Leaving {
  readonly output: Json;
  readonly assigned?: Readonly<Record<string, Json>> | undefined;
  readonly next?: string | undefined;
}

/** What `$states` holds besides input and context. */
export interface Seen {
  readonly result?: Json;
  readonly errorOutput?: Json;
  /** The item that a Map is about to start. */
  readonly item?: { readonly Index: number; readonly Value: Json };
}

/** Evaluates one field of the state. */
export const look = (visit: Visit, field: string, template: Json, seen: Seen = {}): Promise<Json> =>
  guarded(visit, evaluate(template, field, bindings(visit, seen)));

/** Evaluates one field of the state that must have a certain type. */
export const lookFor = <Type extends Parameters<typeof evaluateAs>[0]>(
  visit: Visit,
  type: Type,
  field: string,
  template: Json,
): ReturnType<typeof evaluateAs<Type>> => guarded(visit, evaluateAs(type, template, field, bindings(visit, {})));

/**
 * Evaluates Assign and Output side by side: neither sees what the other sets. Without an Output the state hands on
 * `otherwise`. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export const leave = async (
  visit: Visit,
  fields: { readonly Assign?: Assign; readonly Output?: Json },
  seen: Seen,
  otherwise: Json,
  next: string | undefined,
): Promise<Leaving> => {
  const assigned =
    fields.Assign && (bounded(visit, await look(visit, 'Assign', fields.Assign, seen)) as Record<string, Json>);
  const output = fields.Output === undefined ? otherwise : await look(visit, 'Output', fields.Output, seen);
  return { output: bounded(visit, output), assigned, next };
};

const maximumBytes = 262_144;

/**
 * 256 KiB for the data of a state, and for what one Assign sets.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, workflow-variables.html
 */
export const bounded = (visit: Visit, value: Json): Json => {
  if (isTooLarge(value)) throw tooLarge(visit.name);
  return value;
};

export const isTooLarge = (value: Json): boolean => Buffer.byteLength(JSON.stringify(value)) > maximumBytes;

export const tooLarge = (name: string): StateFailure =>
  new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );

/** A wrong expression is recorded and becomes a failure that Retry and Catch can name. */
const guarded = async <T>(visit: Visit, work: Promise<T>): Promise<T> => {
  const { strand } = visit;
  try {
    return await whileAlive(strand, strand.run.world.clock.hold(work));
  } catch (error) {
    if (error instanceof QueryFailure) throw badField(visit, error.field, error.message);
    throw error;
  }
};

export const badField = (visit: Visit, field: string, message: string): StateFailure => {
  const error = 'States.QueryEvaluationError';
  const cause = `An error occurred while executing the state '${visit.name}' (entered at the event id #${visit.enteredEvent}). ${message}`;
  if (visit.strand.lastEvent === visit.enteredEvent && visit.state.Type !== 'Wait') stepBack(visit);
  record(visit.strand, 'EvaluationFailed', {
    evaluationFailedEventDetails: { state: visit.name, location: field, error, cause },
  });
  return new StateFailure(error, cause);
};

/**
 * What fails first thing in a state follows not the event that the state was entered, but the one before; except in Wait. So the
 * histories have it that localstack/localstack recorded from AWS: tests/aws/services/stepfunctions/v2, *.snapshot.json, where 28
 * of Map, Pass and Task do so, and all 5 of Wait do not.
 */
const stepBack = ({ strand, enteredEvent }: Visit): void => {
  strand.lastEvent = strand.run.execution.history[enteredEvent - 1]?.previousEventId ?? enteredEvent;
};

const bindings = (visit: Visit, { item, ...seen }: Seen): Bindings => ({
  ...dialect(chanceOf(visit.strand.run.world)),
  ...visibleVariables(visit.strand),
  states: { input: visit.input, context: contextObject(visit, item ?? visit.strand.item), ...seen },
});

const chanceOf = (world: World) => ({
  now: () => world.clock.now(),
  random: () => world.random.next(),
  seeded: (seed: number) => new Random(seed).next(),
  uuid: () => world.random.uuid(),
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const contextObject = (visit: Visit, item: Seen['item']): Json => {
  const { execution } = visit.strand.run;
  return {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.input),
      StartTime: new Date(execution.startedAt).toISOString(),
      Name: execution.name,
      RoleArn: execution.revision.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineName },
    State: {
      Name: visit.name,
      EnteredTime: new Date(visit.enteredAt).toISOString(),
      ...(visit.state.Type === 'Task' ? { RetryCount: visit.retries } : {}),
    },
    ...(visit.token === undefined ? {} : { Task: { Token: visit.token } }),
    ...(item === undefined ? {} : { Map: { Item: item } }),
  };
};
