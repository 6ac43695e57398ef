/** The gateway on a socket of 127.0.0.1. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Cloud } from '../cloud/cloud.ts';
import { answerTo, bodyLimit, gatewayAnswer, type HttpAnswer } from './gateway.ts';
import type { HttpRequest } from './http-event.ts';
import type { HttpRoute } from './routes.ts';

export const createHttpApi = (cloud: Cloud, routes: readonly HttpRoute[]): Server =>
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      // One chunk over the limit is kept, so that the gateway sees that it is too large; the rest is not.
      if (size <= bodyLimit) chunks.push(chunk);
      size += chunk.length;
    });
    request.on('end', async () => {
      const received: HttpRequest = {
        method: request.method ?? 'GET',
        url: request.url ?? '/',
        httpVersion: request.httpVersion,
        headers: headersOf(request),
        body: Buffer.concat(chunks),
      };
      try {
        send(request, response, await answerTo(cloud, routes, received));
      } catch {
        // Headers that cannot be sent, for one.
        if (!response.headersSent) send(request, response, gatewayAnswer(500, 'Internal Server Error'));
      }
    });
  });

const send = (request: IncomingMessage, response: ServerResponse, answer: HttpAnswer): void => {
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.cookies.length > 0 && { 'set-cookie': [...answer.cookies] }),
    'content-length': answer.body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
};

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join(name === 'cookie' ? '; ' : ','),
    ]),
  );
