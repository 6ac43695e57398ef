/** What `npm start` reads from the environment and says to people. Pure. */

export interface Settings {
  /** Of all randomness; undefined: another at each start. */
  readonly seed: string | undefined;
  /** Simulated seconds per second. */
  readonly speed: number;
  /** Whether AWS's throttles are on. */
  readonly throttling: boolean;
  /** The one that is embedded: what it answers names no other. */
  readonly region: string;
  readonly port: number;
  readonly awsPort: number;
  /** Of the functions; they log JSON lines. */
  readonly logLevel: string;
}

/** Or what is wrong with it, in words. An empty value counts as none. */
export const readSettings = (
  env: Readonly<Record<string, string | undefined>>,
): Settings | { readonly wrong: string } => {
  const speed = Number(env['SPEED'] || 20);
  const port = Number(env['PORT'] || 8787);
  const awsPort = Number(env['AWS_PORT'] || 4566);
  if (!(speed >= 0.1 && speed <= 1_000)) return { wrong: `SPEED must be from 0.1 to 1000, not "${env['SPEED']}".` };
  for (const [name, value] of Object.entries({ PORT: port, AWS_PORT: awsPort }))
    if (!(Number.isInteger(value) && value >= 0 && value <= 65_535))
      return { wrong: `${name} must be from 0 to 65535, where 0 is any free one; not "${env[name]}".` };
  const throttle = (env['THROTTLE'] || 'off').toLowerCase();
  if (!switches.has(throttle)) return { wrong: `THROTTLE must be on or off, not "${env['THROTTLE']}".` };
  const region = env['REGION'] || 'us-east-1';
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return { wrong: `REGION must be one like eu-west-1, not "${region}".` };
  if (port === awsPort && port !== 0) return { wrong: `PORT and AWS_PORT are both ${port}; they must differ.` };
  return {
    seed: env['SEED'] || undefined,
    speed,
    throttling: switches.get(throttle) ?? false,
    region,
    port,
    awsPort,
    logLevel: env['LOG_LEVEL'] || 'ERROR',
  };
};

const switches: ReadonlyMap<string, boolean> = new Map([
  ...['on', '1', 'true'].map((word) => [word, true] as const),
  ...['off', '0', 'false'].map((word) => [word, false] as const),
]);

/** Why a port cannot be had, and what to do. */
export const portTaken = (
  name: string,
  port: number,
  error: { readonly code?: string | undefined; readonly message: string },
): string => {
  if (error.code !== 'EADDRINUSE')
    return `Port ${port} cannot be used: ${error.message}. Choose another: ${name}=… npm start`;
  const other = port === 65_535 ? port - 1 : port + 1;
  const who =
    name === 'AWS_PORT' ? 'another Quaymaster, or LocalStack, which also uses 4566' : 'another Quaymaster perhaps';
  return `Port ${port} is taken (${who}). Stop that, or choose another port:\n\n  ${name}=${other} npm start\n`;
};

export interface Running {
  readonly seed: number | string;
  readonly speed: number;
  readonly throttling: boolean;
  readonly port: number;
  readonly awsPort: number;
  readonly region: string;
}

/** Everything that people paste, tried by a test. */
export const welcome = ({ seed, speed, throttling, port, awsPort, region }: Running): string => {
  const { aws, put, dryRun, kill, breakIt } = commands({ port, awsPort, region });
  const seconds = (simulated: number) => Math.round(simulated / speed);
  return `Quaymaster runs on an AWS of its own, at ${speed} times wall speed. Ctrl-C stops it; nothing is kept.

  API           http://127.0.0.1:${port}/v1
  embedded AWS  http://127.0.0.1:${awsPort}${throttling ? ', with the throttles of AWS' : ''}
  clock, faults http://127.0.0.1:${awsPort}/_sim
  seed          ${seed} (SEED=${seed} npm start gives the same ids and the same luck)

What a cluster of three hosts would need:

  ${dryRun}

Create it. Its hosts join in ${seconds(60)} to ${seconds(120)} seconds:

  ${put}

Talk to the embedded AWS with the AWS command line, or any SDK:

  ${aws}

Kill a host, and see it replaced:

  ${kill}

Cut the agents of all hosts off for ten minutes, and see nothing terminated:

  ${breakIt}

Decisions appear here as they are made.
`;
};

/** One line each, for a POSIX shell. */
export const commands = ({ port, awsPort, region }: Pick<Running, 'port' | 'awsPort' | 'region'>) => {
  const body = '{"groups":[{"name":"main","count":3,"instanceTypes":["t3.medium"]}]}';
  const put = (query: string) =>
    `curl -X PUT 'http://127.0.0.1:${port}/v1/clusters/my-cluster${query}' -H 'content-type: application/json' -d '${body}'`;
  return {
    put: put(''),
    dryRun: put('?dryRun=true'),
    // AWS_DEFAULT_REGION is for version 1 of the command line.
    aws: `export AWS_ENDPOINT_URL=http://127.0.0.1:${awsPort} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
    kill: `aws ec2 terminate-instances --instance-ids $(aws ec2 describe-instances --filters Name=tag:quaymaster:cluster,Values=my-cluster Name=instance-state-name,Values=running --query 'Reservations[0].Instances[0].InstanceId' --output text)`,
    breakIt: `curl -X POST http://127.0.0.1:${awsPort}/_sim/faults -d '{"fault":"agent-disconnect","with":{"cluster":"my-cluster"},"forMs":600000}'`,
  };
};
