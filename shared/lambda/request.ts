/** From a gateway's event to what a route works with, or to everything that is wrong with it at once. */
import { AppError, type FieldError } from '../domain/errors.ts';
import { beyond, type Examined, examine, invalid } from '../domain/schemas/check.ts';
import { closed } from '../domain/schemas/values.ts';
import type { Call, HttpEvent, Route } from './call.ts';
import { callerOf, expectedGeneration, idempotencyKey } from './headers.ts';
import { jsonBody } from './json-body.ts';
import { parameterValues } from './parameters.ts';

type Request = Omit<Call, 'log'>;

/**
 * Throws one error for all: `MalformedJson`, `PayloadTooLarge` or `UnsupportedMediaType` when the body cannot be read, else
 * `InvalidInput` when values of the path or the body are wrong, else `BadQuery`, else `BadHeader`; each lists what is wrong
 * elsewhere too.
 */
export const requestOf = async (event: HttpEvent, route: Route): Promise<Request> => {
  const path = parameterValues(route.path ?? {}, event.pathParameters ?? {});
  const query = parameterValues(route.query ?? {}, event.queryStringParameters ?? {});
  const expected = expectedGeneration(event, route.conditional === true);
  const key = idempotencyKey(event);
  const body = bodyOf(event, route);

  const headers = [...expected.errors, ...key.errors];
  const wrong = [...path.errors, ...query.errors, ...headers];
  if ('unreadable' in body) throw alsoWrong(body.unreadable, wrong);
  if (wrong.length + body.errors.length > 0) {
    const inBody = [...body.errors, ...beyond(body.errors, await lookedUp(route, path, body.raw))];
    if (path.errors.length + inBody.length > 0) throw invalid([...wrong, ...inBody]);
    if (query.errors.length > 0) throw new AppError('BadQuery', 'The query is wrong.', { errors: wrong });
    throw new AppError('BadHeader', headers.map(({ header, detail }) => `The header ${header} ${detail}.`).join(' '), {
      errors: wrong,
    });
  }
  return {
    path: path.value,
    query: query.value,
    body: body.value,
    expected: expected.value,
    origin: {
      caller: callerOf(event),
      routeKey: event.routeKey,
      key: key.value ?? event.requestContext.requestId,
      keyGiven: key.value !== undefined,
      content: {
        path: event.pathParameters ?? {},
        query: event.queryStringParameters ?? {},
        body: body.raw ?? null,
      },
    },
  };
};

type Body = (Examined<unknown> & { readonly raw: unknown }) | { readonly unreadable: AppError };

/** A write that takes no body takes no fields: ignoring a `dryRun` in it would do more than was asked. */
const nothing = closed({});

const bodyOf = (event: HttpEvent, { body, bodyOptional, rules }: Route): Body => {
  if (body === undefined && event.requestContext.http.method === 'GET') return { raw: undefined, errors: [] };
  const schema = body ?? nothing;
  try {
    const given = jsonBody(event);
    const raw = given === undefined && (bodyOptional || body === undefined) ? {} : given;
    if (raw === undefined) throw new AppError('MalformedJson', 'There is no body; this route needs one.');
    return { raw, ...examine(schema, raw, rules) };
  } catch (error) {
    if (error instanceof AppError) return { unreadable: error };
    throw error;
  }
};

const alsoWrong = (error: AppError, errors: readonly FieldError[]): AppError =>
  errors.length === 0 ? error : new AppError(error.code, error.message, { ...error.details, errors });

/** AWS is asked only to say more: when it does not answer now, what is known to be wrong is answer enough. */
const lookedUp = async (route: Route, path: Examined<unknown>, raw: unknown): Promise<readonly FieldError[]> => {
  if (route.lookUp === undefined || path.errors.length > 0) return [];
  try {
    return await route.lookUp(path.value as Parameters<typeof route.lookUp>[0], raw);
  } catch (error) {
    if (error instanceof AppError) return error.code === 'InvalidInput' ? (error.details.errors ?? []) : [];
    throw error;
  }
};
