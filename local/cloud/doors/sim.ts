/**
 * The door for whoever runs the embedded AWS: `/_sim` on the port of the AWS door. JSON in and out; refusals are problem+json.
 * What is not on this machine, and pages of other origins in a browser on it, are refused.
 */
import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../wire/protocol.ts';
import { readBody } from './body.ts';
import { changeClock, clockOf, readClock, stepClock } from './sim/clock.ts';
import { forgeEvent } from './sim/events.ts';
import { beginFault, endFault, endFaults, faultsUnderWay, listFaultKinds, listFaults } from './sim/faults.ts';
import { changeKnobs, readKnobs } from './sim/knobs.ts';
import { readJournal, readWarnings } from './sim/records.ts';
import { type SimAnswer, type SimHandler, SimRefusal, type Simulation } from './sim/request.ts';

const overview: SimHandler = (request) => ({
  status: 200,
  body: {
    seed: request.seed,
    region: request.world.region,
    account: request.world.account,
    clock: clockOf(request),
    faults: faultsUnderWay(request.world.faults),
    routes: Object.keys(simRoutes),
  },
});

export const simRoutes: Readonly<Record<string, SimHandler>> = {
  'GET /_sim': overview,
  'GET /_sim/clock': readClock,
  'PUT /_sim/clock': changeClock,
  'POST /_sim/clock/step': stepClock,
  'GET /_sim/faults': listFaults,
  'GET /_sim/faults/kinds': listFaultKinds,
  'POST /_sim/faults': beginFault,
  'DELETE /_sim/faults': endFaults,
  'DELETE /_sim/faults/{id}': endFault,
  'GET /_sim/knobs': readKnobs,
  'PATCH /_sim/knobs': changeKnobs,
  'GET /_sim/journal': readJournal,
  'GET /_sim/warnings': readWarnings,
  'POST /_sim/events': forgeEvent,
};

export const isForSim = ({ url = '' }: IncomingMessage): boolean => /^\/_sim(\/|\?|$)/.test(url);

/** Never rejects. */
export const answerSim = async (simulation: Simulation, incoming: IncomingMessage): Promise<HttpAnswer> => {
  try {
    return told(await handled(simulation, incoming), 'application/json');
  } catch (error) {
    return told(problemOf(error), 'application/problem+json');
  }
};

const handled = async (simulation: Simulation, incoming: IncomingMessage): Promise<SimAnswer> => {
  refuseStrangers(incoming);
  const url = new URL(incoming.url ?? '/', 'http://sim');
  const { handler, id } = routed(incoming.method ?? 'GET', url.pathname.replace(/\/$/, ''));
  const text = new TextDecoder().decode(await readBody(incoming));
  return handler({ ...simulation, id, query: url.searchParams, body: text.trim() === '' ? {} : parsed(text) });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new SimRefusal(400, 'The body is not JSON.');
  }
};

const routed = (method: string, path: string): { readonly handler: SimHandler; readonly id: string } => {
  const id = /^\/_sim\/faults\/(fault-\d+)$/.exec(path)?.[1] ?? '';
  const pattern = id === '' ? path : '/_sim/faults/{id}';
  const handler = simRoutes[`${method} ${pattern}`];
  if (handler !== undefined) return { handler, id };
  const methods = Object.keys(simRoutes).filter((route) => route.endsWith(` ${pattern}`));
  if (methods.length > 0) throw new SimRefusal(405, `There is ${methods.join(', ')}.`);
  throw new SimRefusal(404, `There is ${Object.keys(simRoutes).join(', ')}.`);
};

/**
 * A page of another origin, or of a name that somebody else has pointed at this machine, can make a browser send requests here.
 * The one says so in `Origin`, the other in `Host`.
 */
const refuseStrangers = ({ headers }: IncomingMessage): void => {
  const origin = headers.origin;
  if (!isLoopback(`http://${headers.host ?? ''}`) || (origin !== undefined && !isLoopback(origin)))
    throw new SimRefusal(
      403,
      'Only from this machine: Host, and Origin where there is one, must be localhost or 127.0.0.1.',
    );
};

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(url).hostname);

/** The codes are stable, the words for people. */
const problems: Readonly<Record<number, { readonly code: string; readonly title: string }>> = {
  400: { code: 'MalformedRequest', title: 'Bad request' },
  403: { code: 'NotFromHere', title: 'Not from here' },
  404: { code: 'NotFound', title: 'There is no such thing' },
  405: { code: 'MethodNotAllowed', title: 'Not this method' },
  409: { code: 'NotNow', title: 'Not now' },
  413: { code: 'TooLarge', title: 'Too large' },
  422: { code: 'InvalidValues', title: 'Wrong values' },
};

const fault = { code: 'InternalFault', title: 'A fault of the embedded AWS' };

const problemOf = (error: unknown): SimAnswer => {
  const status = (error as { readonly status?: number }).status ?? 500;
  const errors = error instanceof SimRefusal && error.errors.length > 0 ? { errors: error.errors } : {};
  const detail = error instanceof Error ? error.message : String(error);
  return { status, body: { ...(problems[status] ?? fault), status, detail, ...errors } };
};

const told = ({ status, body }: SimAnswer, type: string): HttpAnswer => ({
  status,
  headers: { 'content-type': type, 'cache-control': 'no-store' },
  body: body === undefined ? '' : `${JSON.stringify(body, undefined, 2)}\n`,
});
