/** Calls of ports, each from a bundle and from the sources, to one endpoint with one environment. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../bundle.ts';
import { inhabit } from '../../shared/runtime.ts';
import { handler, type PortCall } from './fixtures/port.ts';
import { sandbox } from './sandbox.ts';

/** What came of a call: the answer, or what was thrown. */
export type Outcome =
  | { readonly answer: unknown }
  | { readonly thrown: { readonly name: string; readonly message: string } };

export interface BothWays {
  asSource(call: PortCall): Promise<Outcome>;
  asBundle(call: PortCall): Promise<Outcome>;
  close(): Promise<void>;
}

const module = 'test/bundles/fixtures/port';

export const bothWays = async (endpoint: string): Promise<BothWays> => {
  const folder = mkdtempSync(join(tmpdir(), 'quaymaster-port-'));
  await bundle([`${module}.ts`], folder);
  const arns = 'arn:aws:states:us-east-1:000000000000:stateMachine';
  const env = {
    STACK: 'quaymaster-test',
    STAGE: 'test',
    ACCOUNT: '000000000000',
    TABLE: 'quaymaster-test-StateTable',
    INSTANCE_PROFILE: 'quaymaster-test-host',
    RESTART_DOCUMENT: 'quaymaster-test-restart-agent',
    PARAMETER_PREFIX: '/quaymaster/test',
    RECONCILE_QUEUE_URL: `${endpoint}/000000000000/quaymaster-test-reconcile.fifo`,
    WORKFLOW_ARN_PREFIX: `${arns}:quaymaster-test-`,
    PLAN_FUNCTION: 'quaymaster-test-api-plans',
    AWS_REGION: 'us-east-1',
  };
  const secret = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const box = sandbox(join(folder, `${module}.cjs`), 'port', {
    ...env,
    ...secret,
    AWS_ENDPOINT_URL: endpoint,
    HOME: folder,
  });
  const around = {
    env,
    clock: { now: () => Date.now(), sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) },
    random: () => Math.random(),
    uuid: () => crypto.randomUUID(),
    aws: { region: 'us-east-1', endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } },
    connect: <Client>(client: Client) => client,
    writeLine: () => {},
  };
  inhabit(() => around);
  return {
    asSource: (call) => outcomeOf(handler(call)),
    asBundle: (call) => outcomeOf(box.invoke(call, 'test')),
    async close() {
      await box.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const outcomeOf = async (work: Promise<unknown>): Promise<Outcome> => {
  try {
    return { answer: await work };
  } catch (error) {
    const { name, message } = error as Error;
    return { thrown: { name, message } };
  }
};
