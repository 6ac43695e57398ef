/** The whole stack with its deploy bundles in place of the sources: each talks to the embedded AWS over HTTP, by its own role. */
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../bundle.ts';
import { type Cloud, createCloud } from '../../local/cloud/cloud.ts';
import { registerAccessKey } from '../../local/cloud/iam/callers.ts';
import { WallDriver } from '../../local/cloud/kernel/drivers.ts';
import { type Deployment, deploy } from '../../local/runtime/deploy.ts';
import { recordPermissions, type UsedPermissions } from '../support/roles.ts';
import { type ApiAnswer, ask } from '../support/running-stack.ts';
import { type Sandbox, sandbox } from './sandbox.ts';

export interface BundledStack {
  readonly cloud: Cloud;
  readonly deployment: Deployment;
  readonly used: UsedPermissions;
  /** Where the bundles lie. */
  readonly folder: string;
  /** Where the embedded AWS answers. */
  readonly endpoint: string;
  /** Calls a function by its key in serverless.yml. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes.
  invoke(key: string, event: unknown): Promise<any>;
  /** One request to the HTTPS API. */
  api(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** The keys of all functions that were called. */
  driven(): readonly string[];
  close(): Promise<void>;
}

export const bundledStack = async (): Promise<BundledStack> => {
  const folder = mkdtempSync(join(tmpdir(), 'quaymaster-bundles-'));
  await bundle(globSync('functions/**/*.ts'), folder);

  const { interceptor, used } = recordPermissions(() => cloud.world);
  // Bundles have no clock but the wall's, so the embedded AWS runs on it too.
  const cloud: Cloud = createCloud({ seed: 1, startAt: Date.now(), interceptors: [interceptor] });
  const driver = new WallDriver(cloud.clock, 1);
  const listening = await cloud.listen(0);
  const endpoint = `http://127.0.0.1:${listening.port}`;
  const deployment = await deploy(cloud, process.cwd(), 'test', { environment: { LOG_LEVEL: 'SILENT' } });

  const { functions } = cloud.world.lambda;
  const sandboxes: Sandbox[] = [];
  const driven = new Set<string>();
  for (const { key, name, module } of deployment.file.functions) {
    const hosted = functions.get(name);
    if (hosted === undefined) continue;
    const accessKeyId = `ASIABUNDLE${sandboxes.length}`;
    registerAccessKey(cloud.world, accessKeyId, hosted.shown?.roleArn?.split('/').at(-1) ?? '');
    const { environment = {} } = hosted.shown ?? {};
    const env = {
      ...environment,
      // The SDK sends to the host of a queue's URL unless code of ours names an endpoint.
      RECONCILE_QUEUE_URL: new URL(new URL(environment['RECONCILE_QUEUE_URL'] ?? '').pathname, endpoint).href,
      AWS_REGION: cloud.world.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: endpoint,
      AWS_LAMBDA_FUNCTION_NAME: name,
      HOME: folder,
    };
    const box = sandbox(join(folder, `${module}.cjs`), key, env);
    sandboxes.push(box);
    functions.set(name, {
      ...hosted,
      invoke: (event, { requestId }) => {
        driven.add(key);
        return box.invoke(event, requestId);
      },
    });
  }

  return {
    folder,
    cloud,
    deployment,
    used,
    endpoint,
    async invoke(key, event) {
      const hosted = functions.get(`quaymaster-test-${key}`);
      return hosted?.invoke(event, {
        requestId: 'test',
        arn: hosted.arn,
        deadline: cloud.clock.now() + hosted.timeoutSeconds * 1_000,
        ended: new AbortController().signal,
        environment: { id: 'test' },
        now: () => cloud.clock.now(),
        aroundCall: (call) => call(),
      });
    },
    api: (...asked) => ask(deployment, ...asked),
    driven: () => [...driven],
    async close() {
      driver.stop();
      await Promise.all(sandboxes.map((box) => box.close()));
      await listening.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
