/** What requests under `/_sim` are to their handlers, and what these answer. */
import type { ClockControl } from '../../kernel/control.ts';
import type { Journal } from '../../kernel/journal.ts';
import type { World } from '../../kernel/world.ts';

/** What there is to look at and to turn. */
export interface Simulation {
  readonly world: World;
  readonly journal: Journal;
  readonly seed: number | string;
  /** Absent when whoever turns the clock does not let others. */
  readonly control?: ClockControl;
}

export interface SimRequest extends Simulation {
  /** What stood at the place of `{id}`. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** JSON; an empty object when nothing was sent. */
  readonly body: unknown;
}

export interface SimAnswer {
  readonly status: number;
  /** JSON; nothing for 204. */
  readonly body?: unknown;
}

export type SimHandler = (request: SimRequest) => SimAnswer | Promise<SimAnswer>;

/** One thing that is wrong, and where. */
export interface SimFault {
  /** The member of the body, with dots; or the query parameter. */
  readonly field: string;
  readonly problem: string;
}

/** Refused before anything has changed. Told as problem+json (RFC 9457). */
export class SimRefusal extends Error {
  override readonly name = 'SimRefusal';
  readonly status: number;
  readonly errors: readonly SimFault[];

  constructor(status: number, detail: string, errors: readonly SimFault[] = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

/** The body of a request, checked. */
export const checked = <Value>(
  { body }: Pick<SimRequest, 'body'>,
  schema: { safeParse(value: unknown): SafeParsed<Value> },
): Value => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new SimRefusal(422, 'The body has wrong values.', faultsOf(parsed.error));
};

type SafeParsed<Value> =
  | { readonly success: true; readonly data: Value }
  | { readonly success: false; readonly error: ZodIssues };
interface ZodIssues {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

export const faultsOf = ({ issues }: ZodIssues, within?: string): readonly SimFault[] =>
  issues.map(({ path, message }) => ({
    field: [...(within === undefined ? [] : [within]), ...path.map(String)].join('.'),
    problem: message,
  }));
