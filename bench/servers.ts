/**
 * A server in a process of its own, which tells over its channel how much processor time it has taken. `bare` parses the JSON
 * that it is sent and answers a fixed value as JSON, which is the least that any such server does.
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newFleet, runTasks } from './fleet.ts';
import { cpuMs } from './measure.ts';

export interface Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ServerProcess {
  readonly port: number;
  /** What can be asked of it, by name. */
  readonly calls: Readonly<Record<string, Call>>;
  cpuMs(): Promise<number>;
  stop(): void;
}

/** `answers` are those of the bare server, by path. */
export const startServer = async (
  kind: 'cloud' | 'bare',
  answers: Readonly<Record<string, unknown>> = {},
): Promise<ServerProcess> => {
  const child = fork(import.meta.filename, [kind], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const next = <Message>(): Promise<Message> => new Promise((resolve) => child.once('message', resolve as () => void));
  const ready = next<Pick<ServerProcess, 'port' | 'calls'>>();
  child.send(answers);
  const { port, calls } = await ready;
  return {
    port,
    calls,
    cpuMs: () => {
      const told = next<number>();
      child.send('cpu');
      return told;
    },
    stop: () => child.kill(),
  };
};

const json = (service: string, operation: string, input: object): Call => ({
  path: '/',
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `${service}.${operation}`,
    authorization:
      'AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=0',
  },
  body: JSON.stringify(input),
});

const serveCloud = async () => {
  const fleet = await newFleet(20);
  const tasks = await runTasks(fleet, 100);
  await fleet.call('ssm', 'PutParameter', { Name: '/a', Value: 'b', Type: 'String' });
  const { port } = await fleet.cloud.listen(0);
  const ecs = 'AmazonEC2ContainerServiceV20141113';
  return {
    port,
    calls: {
      'ssm:GetParameter': json('AmazonSSM', 'GetParameter', { Name: '/a' }),
      'ecs:ListTasks': json(ecs, 'ListTasks', { cluster: fleet.cluster }),
      'ecs:DescribeTasks of 100': json(ecs, 'DescribeTasks', { cluster: fleet.cluster, tasks }),
    },
  };
};

const serveBare = (answers: Readonly<Record<string, unknown>>) =>
  new Promise<Pick<ServerProcess, 'port' | 'calls'>>((resolve) => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        JSON.parse(Buffer.concat(chunks).toString());
        const body = JSON.stringify(answers[decodeURI(request.url ?? '')]);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        response.end(body);
      });
    });
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, calls: {} }));
  });

if (process.argv[1] === import.meta.filename)
  process.once('message', async (answers) => {
    const served = process.argv[2] === 'cloud' ? serveCloud() : serveBare(answers as Record<string, unknown>);
    process.send?.(await served);
    process.on('message', () => process.send?.(cpuMs()));
    process.on('disconnect', () => process.exit(0));
  });
