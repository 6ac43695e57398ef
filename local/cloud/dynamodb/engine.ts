/** dynalite as a function: its HTTP server is asked without a socket. It knows nothing of our clock, region or account. */
import { EventEmitter } from 'node:events';

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Carries out one operation, given and answered as DynamoDB's JSON. */
export type Engine = (operation: string, input: unknown) => Promise<Reply>;

/** In memory; a table is there 0 ms after it was asked for. */
export const startEngine = async (): Promise<Engine> => {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return (operation, input) =>
    new Promise((resolve) => {
      const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers: headersFor(operation) });
      const response = {
        statusCode: 200,
        setHeader: () => {},
        end: (body: string) => resolve({ status: response.statusCode, body: body === '""' ? {} : JSON.parse(body) }),
      };
      server.emit('request', request, response);
      request.emit('data', Buffer.from(JSON.stringify(input)));
      request.emit('end');
    });
};

/** It wants to see a signature and does not check it. */
const headersFor = (operation: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `DynamoDB_20120810.${operation}`,
  'x-amz-date': '20200101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=a/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
});
