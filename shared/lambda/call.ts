import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod/mini';
import type { FieldError } from '../domain/errors.ts';
import type { Origin } from '../domain/operation.ts';
import type { FurtherCheck } from '../domain/schemas/check.ts';
import type { Log } from './logger.ts';

/** A request after parsing: what a route works with. */
export interface Call<Path = unknown, Query = unknown, Body = unknown> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  /** From If-Match (a generation, or `*`) or If-None-Match: * (0: only if there is none). */
  readonly expected: number | 'any' | undefined;
  readonly origin: Origin;
  readonly log: Log;
}

export interface Reply {
  readonly status: 200 | 201 | 202;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Shape = Readonly<Record<string, z.ZodMiniType>>;
type Values<S extends Shape> = { readonly [Key in keyof S]: z.output<S[Key]> };

/** What one route takes, answers and does. The OpenAPI document is made from it. */
export interface Route<P extends Shape = Shape, Q extends Shape = Shape, B extends z.ZodMiniType = z.ZodMiniType> {
  /** One line for the OpenAPI document. */
  readonly summary: string;
  /** By name, as in the route's key. */
  readonly path?: P;
  readonly query?: Q;
  readonly body?: B;
  /** An absent body counts as `{}`. */
  readonly bodyOptional?: true;
  /** Takes If-Match and If-None-Match; elsewhere they are refused, because ignoring them could do more than was asked. */
  readonly conditional?: true;
  /** Changes nothing, although it is no GET: it takes no Idempotency-Key. */
  readonly readOnly?: true;
  /** What the schema cannot say, in the same answer as what it says. */
  readonly rules?: FurtherCheck;
  /**
   * What AWS says of a body that is wrong elsewhere, as far as it can be asked already: in the same answer. Must put up with
   * any JSON.
   */
  readonly lookUp?: (path: Values<P>, raw: unknown) => Promise<readonly FieldError[]>;
  /** What it answers when all is well, in words, by status. */
  readonly answers: Readonly<Partial<Record<Reply['status'], string>>>;
  readonly run: (call: Call<Values<P>, Values<Q>, z.output<B>>) => Promise<Reply>;
}

type Nothing = Readonly<Record<never, never>>;

/** A route with its types tied together. Nothing happens here: ports are asked for inside `run`. */
export const route = <
  P extends Shape = Nothing,
  Q extends Shape = Nothing,
  B extends z.ZodMiniType = z.ZodMiniType<undefined>,
>(
  definition: Route<P, Q, B>,
): Route => definition as unknown as Route;

export type HttpEvent = APIGatewayProxyEventV2 & {
  readonly requestContext: { readonly authorizer?: { readonly iam?: { readonly userArn?: string } } };
};
