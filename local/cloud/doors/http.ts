/**
 * The door for everybody else: AWS's wire protocols over HTTP on loopback. Signatures are not verified; the access key id in
 * them says who calls.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callerOf } from '../iam/callers.ts';
import { AwsError } from '../kernel/aws-error.ts';
import { ConnectionLost } from '../kernel/connection-lost.ts';
import type { Dispatcher } from '../kernel/dispatch.ts';
import type { Random } from '../kernel/random.ts';
import type { World } from '../kernel/world.ts';
import type { HttpAnswer, HttpRequest } from '../wire/protocol.ts';
import { type Route, routeOf, unroutable } from '../wire/route.ts';
import { accessKeyIdOf } from './access-key.ts';
import { readBody } from './body.ts';
import type { Simulation } from './sim/request.ts';
import { answerSim, isForSim } from './sim.ts';

export interface Listening {
  readonly port: number;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Port 0: any that is free. Rejects when the port is taken. `/_sim` on it is for whoever runs the embedded AWS. */
export const listenHttp = async (
  simulation: Simulation,
  dispatcher: Dispatcher,
  ids: Random,
  port: number,
): Promise<Listening> => {
  const { world } = simulation;
  const server = createServer(async (incoming, response) => {
    if (isForSim(incoming)) say(response, await answerSim(simulation, incoming));
    else await serve(world, dispatcher, ids, incoming, response);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // The SDK packages load while people read what was printed; requests wait for them.
  void dispatcher.models();
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const serve = async (
  world: World,
  dispatcher: Dispatcher,
  ids: Random,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const requestId = ids.uuid();
  const answered = await answer(world, dispatcher, requestId, incoming);
  if (answered === 'none') incoming.socket.destroy();
  else say(response, answered);
};

const say = (response: ServerResponse, { status, headers, body }: HttpAnswer): void => {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

/** Never rejects: whatever goes wrong is told in the protocol of the request, if the connection does not break. */
const answer = async (
  world: World,
  dispatcher: Dispatcher,
  requestId: string,
  incoming: IncomingMessage,
): Promise<HttpAnswer | 'none'> => {
  let request = headOf(incoming);
  let route: Route | undefined;
  try {
    const models = await dispatcher.models();
    // Decided by the head first, so that a body that cannot be read is refused in the right protocol.
    route = routeOf(models, request);
    request = { ...request, body: await readBody(incoming) };
    route = routeOf(models, request);
    const { model, operation: name, protocol } = route;
    if (model === undefined || name === undefined) throw unroutable(request, route);
    const operation = await dispatcher.operation(model.name, name);
    const output = await dispatcher.run({
      service: model.name,
      operation: name,
      input: protocol.decode(model, operation, request),
      caller: callerOf(world, accessKeyIdOf(request)),
      requestId,
      endpoint: originOf(incoming),
    });
    return protocol.encode(model, operation, output, requestId);
  } catch (error) {
    if (error instanceof ConnectionLost) return 'none';
    const { protocol, model } = route ?? routeOf([], request);
    return protocol.encodeError(model, refusalOf(error), requestId);
  }
};

/** As the caller reached us; whatever else stands in the header does not get into addresses of queues. */
const originOf = ({ headers, socket }: IncomingMessage): string => {
  const host = headers.host ?? '';
  return `http://${/^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? host : `127.0.0.1:${socket.localPort}`}`;
};

const headOf = (incoming: IncomingMessage): HttpRequest => {
  const url = incoming.url ?? '/';
  const cut = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: cut < 0 ? url : url.slice(0, cut),
    query: new URLSearchParams(cut < 0 ? '' : url.slice(cut + 1)),
    headers: incoming.headers as HttpRequest['headers'],
    body: new Uint8Array(),
  };
};

/** A fault of the embedded AWS is AWS's InternalFailure; the text helps whoever runs it. */
const refusalOf = (error: unknown): AwsError => {
  if (error instanceof AwsError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `A fault of the embedded AWS: ${text}`, 500);
};
