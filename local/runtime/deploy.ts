/** Deploys serverless.yml onto the embedded AWS: resources, functions and what triggers them; and answers its HTTPS API. */
import type { AddressInfo } from 'node:net';
import type { Cloud } from '../cloud/cloud.ts';
import { callerOf } from '../cloud/iam/callers.ts';
import { hostFunction, inhabitFunctions, type Told } from './function-host.ts';
import { answerTo, type HttpAnswer } from './gateway.ts';
import { createHttpApi } from './http-api.ts';
import type { HttpRequest } from './http-event.ts';
import { createResources } from './resources.ts';
import { routesOf } from './routes.ts';
import { functionLogicalId, readServiceFile, type ServiceFile } from './service-file.ts';
import { type Deployed, evaluated, type Lookup } from './template-value.ts';
import { connectTriggers } from './triggers.ts';

export interface Deployment {
  readonly file: ServiceFile;
  /** Finds what became of a resource, by its logical id. */
  readonly lookup: Lookup;
  /** Answers one request to the HTTPS API without a socket: for tests whose clock jumps. */
  answer(request: HttpRequest): Promise<HttpAnswer>;
  /** Answers the HTTPS API on 127.0.0.1; port 0 picks a free one. */
  listen(port: number): Promise<{ readonly port: number; close(): Promise<void> }>;
}

export interface DeployOptions extends Partial<Told> {
  /** On top of what serverless.yml gives to each function. */
  readonly environment?: Readonly<Record<string, string>>;
}

export const deploy = async (
  cloud: Cloud,
  root: string,
  stage: string,
  { environment = {}, onLoadError = () => {}, onLine = () => {} }: DeployOptions = {},
): Promise<Deployment> => {
  const { world } = cloud;
  const file = readServiceFile(root, stage);
  const stack = `${file.service}-${stage}`;
  const caller = callerOf(world, undefined);
  const known = new Map<string, Deployed>([
    ['AWS::AccountId', { ref: world.account, attributes: {} }],
    ['AWS::Region', { ref: world.region, attributes: {} }],
    ['AWS::Partition', { ref: 'aws', attributes: {} }],
    ['AWS::URLSuffix', { ref: 'amazonaws.com', attributes: {} }],
    ['AWS::StackName', { ref: stack, attributes: {} }],
  ]);
  for (const { key, name } of file.functions)
    known.set(functionLogicalId(key), {
      ref: name,
      attributes: { Arn: `arn:aws:lambda:${world.region}:${world.account}:function:${name}` },
    });
  const lookup = createResources(cloud, caller, stack, file.resources, known);

  inhabitFunctions();
  for (const entry of file.functions) {
    const own = texts((await evaluated(entry.environment, lookup)) as Record<string, unknown>);
    const role = entry.role === undefined ? 'local' : (await lookup(entry.role)).ref;
    const hosted = hostFunction(cloud, root, entry, { ...own, ...environment }, role, { onLoadError, onLine });
    world.lambda.functions.set(hosted.name, hosted);
  }
  for (const id of file.resources.keys()) await lookup(id);
  for (const entry of file.functions) {
    const { attributes } = await lookup(functionLogicalId(entry.key));
    await connectTriggers(entry, attributes['Arn'] ?? '', lookup, (service, operation, input) =>
      cloud.call(service, operation, input, caller),
    );
  }

  const routes = routesOf(file);
  return {
    file,
    lookup,
    answer: (request) => answerTo(cloud, routes, request),
    listen: (port) =>
      new Promise((resolve, reject) => {
        const server = createHttpApi(cloud, routes);
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          const close = () =>
            new Promise<void>((done) => {
              server.close(() => done());
              server.closeAllConnections();
            });
          resolve({ port: (server.address() as AddressInfo).port, close });
        });
      }),
  };
};

/** The environment of a process knows nothing but text. */
const texts = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
