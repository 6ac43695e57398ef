/** The whole stack on an embedded AWS whose clock jumps: requests go in by the gateway, without a socket. */
import { type Cloud, type CloudOptions, createCloud } from '../../local/cloud/cloud.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import { type Deployment, deploy } from '../../local/runtime/deploy.ts';
import { recordPermissions, type UsedPermissions } from './roles.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes.
  readonly body: any;
}

export interface RunningStack {
  readonly cloud: Cloud;
  readonly deployment: Deployment;
  readonly driver: JumpDriver;
  /** What the roles were used for: for `expectUsedWithinGranted` of ./roles.ts. */
  readonly used: UsedPermissions;
  /** One request to the HTTPS API; the clock goes on while it is answered. A string is sent as it is. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** A call as a user of AWS would make it. */
  // biome-ignore lint/suspicious/noExplicitAny: outputs of many operations.
  aws(service: string, operation: string, input?: unknown): Promise<any>;
  /** Requests a change and waits until its operation has ended. */
  carryOut(method: string, path: string, body?: unknown, withinMs?: number): Promise<ApiAnswer>;
}

export const startAt = Date.UTC(2026, 0, 5, 9, 0, 0);

export interface StackOptions extends CloudOptions {
  /** On top of what serverless.yml gives to each function. What the functions log is not what most tests look at. */
  readonly environment: Readonly<Record<string, string>>;
  /** Told each line of metrics that a function writes. */
  readonly onLine: (functionName: string, line: string) => void;
}

/** One request to the HTTPS API; a body that is a string is sent as it is. */
export const ask = async (
  deployment: Deployment,
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> => {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const json = text !== '' && { 'content-type': 'application/json' };
  const request = { method, url, httpVersion: '1.1', headers: { host: 'local', ...json, ...headers } };
  const answer = await deployment.answer({ ...request, body: Buffer.from(text) });
  const said = answer.body.toString();
  const isJson = /json/.test(answer.headers['content-type'] ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson && said !== '' ? JSON.parse(said) : said };
};

export const runningStack = async ({
  environment = { LOG_LEVEL: 'SILENT' },
  onLine = () => {},
  ...options
}: Partial<StackOptions> = {}): Promise<RunningStack> => {
  const { interceptor, used } = recordPermissions(() => cloud.world);
  const interceptors = [interceptor, ...(options.interceptors ?? [])];
  // Whole stories run under AWS's real throttles.
  const knobs = { throttling: true, ...options.knobs };
  const cloud: Cloud = createCloud({ seed: 1, startAt, ...options, knobs, interceptors });
  const driver = new JumpDriver(cloud.clock);
  const deployment = await driver.finish(deploy(cloud, process.cwd(), 'test', { environment, onLine }));

  const api: RunningStack['api'] = (...asked) => driver.finish(ask(deployment, ...asked));

  const caller = { accessKeyId: 'test', role: 'local', arn: 'arn:aws:sts::000000000000:assumed-role/local/test' };
  const stack: RunningStack = {
    cloud,
    deployment,
    driver,
    used,
    api,
    aws: (service, operation, input = {}) => driver.finish(cloud.call(service, operation, input, caller)),
    async carryOut(method, path, body, withinMs = 30 * 60_000) {
      const asked = await api(method, path, body);
      if (asked.status !== 202) return asked;
      const operation = asked.headers['location'] ?? '';
      let last = asked;
      const deadline = cloud.clock.now() + withinMs;
      do {
        if (cloud.clock.now() > deadline)
          throw new Error(`${method} ${path} has not ended: ${JSON.stringify(last.body)}`);
        await driver.pass(5_000);
        last = await api('GET', operation);
      } while (['PENDING', 'RUNNING'].includes(last.body.state));
      return last;
    },
  };
  return stack;
};
