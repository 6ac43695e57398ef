/** A stack that keeps one cluster, `my-cluster`, and notes whom EventBridge calls. */
import { expect } from 'vitest';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import { type RunningStack, runningStack } from '../support/running-stack.ts';
import { payload } from './catalogue.ts';

export interface Stage extends RunningStack {
  /** An instance id of the cluster. */
  readonly host: string;
  /** Calls a function as Lambda does, and answers what it said. Rejects with what it threw. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes.
  invoke(functionName: string, event: unknown): Promise<any>;
  /** The functions that EventBridge called since this was asked last, by name. */
  called(): readonly string[];
  /** What these functions changed meanwhile, as `service:operation`. */
  changes(functions: readonly string[], work: () => Promise<unknown>): Promise<readonly string[]>;
  /** The event as it would be had it happened to our cluster; or, in an account that is not ours, to its namesake. */
  // biome-ignore lint/suspicious/noExplicitAny: payloads of many shapes.
  atHome(file: string, account?: string): any;
}

const stackName = 'quaymaster-test';

export const stage = async (): Promise<Stage> => {
  const called: string[] = [];
  const noteCalled: Interceptor = ({ operation, caller, input }, next) => {
    const [, name = ''] = String(input['FunctionName']).split(`:function:${stackName}-`);
    if (operation === 'Invoke' && caller.role === 'events.amazonaws.com') called.push(name);
    return next();
  };
  const stack = await runningStack({ interceptors: [noteCalled] });
  const { aws, api, driver, cloud } = stack;

  const invoke: Stage['invoke'] = async (functionName, event) => {
    const Payload = Buffer.from(JSON.stringify(event));
    const answer = await aws('lambda', 'Invoke', { FunctionName: `${stackName}-${functionName}`, Payload });
    const said = JSON.parse(Buffer.from(answer.Payload).toString());
    if (answer.FunctionError !== undefined) throw new Error(`${said.errorType}: ${said.errorMessage}`);
    return said;
  };

  expect((await invoke('api-clusters', payload('http/put-cluster.json'))).statusCode).toBe(202);
  await driver.pass(5 * 60_000);
  const { body } = await api('GET', '/v1/clusters/my-cluster/hosts');
  const host: string = body.hosts[0].host;

  return {
    ...stack,
    host,
    invoke,
    called: () => called.splice(0),
    async changes(functions, work) {
      const roles = functions.map(roleOf);
      const before = cloud.journal.entries().length;
      await work();
      return cloud.journal
        .entries()
        .slice(before)
        .filter(({ role, operation }) => roles.includes(role) && !/^(Get|Query|Describe|List)/.test(operation))
        .map(({ service, operation }) => `${service}:${operation}`);
    },
    atHome(file, account = cloud.world.account) {
      const event = payload(file);
      const { region } = cloud.world;
      const text = JSON.stringify(event)
        .replaceAll(event.account, account)
        .replaceAll(event.region, region)
        .replaceAll(/:cluster\/[\w-]+/g, ':cluster/my-cluster')
        .replaceAll(/:(service|task|container-instance)\/[\w-]+\//g, ':$1/my-cluster/')
        .replaceAll(/\bi-[0-9a-f]{8,17}\b/g, host);
      return JSON.parse(text);
    },
  };
};

const roleOf = (functionName: string): string => {
  const words = functionName.split('-').map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  return `${stackName}-${words.join('')}Role`;
};
