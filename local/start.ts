/** `npm start`: everything on this machine, until Ctrl-C. Nothing is kept and nothing leaves 127.0.0.1. */
import { join } from 'node:path';
import { createCloud } from './cloud/cloud.ts';
import { WallDriver } from './cloud/kernel/drivers.ts';
import { deploy } from './runtime/deploy.ts';
import { followDecisions } from './runtime/follow-decisions.ts';
import { portTaken, readSettings, welcome } from './runtime/welcome.ts';

/** Who started us. A signal to npm ends it, or the shell in between, without telling us. */
const parent = process.ppid;

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};

const settings = readSettings(process.env);
if ('wrong' in settings) fail(settings.wrong);
else {
  const { speed, throttling, region, port, awsPort, logLevel } = settings;
  const seed = settings.seed ?? Date.now();
  const listening = async <Listening>(name: string, wanted: number, listen: Promise<Listening>): Promise<Listening> =>
    listen.catch((error: NodeJS.ErrnoException) => fail(portTaken(name, wanted, error)));

  const cloud = createCloud({ seed, startAt: Date.now(), region, knobs: { throttling } });
  cloud.clock.onError((error, what) => console.error(`A fault of the embedded AWS in "${what}":`, error));
  cloud.journal.onIgnored(({ service, operation, member }) =>
    console.log(`The embedded AWS accepts ${member} of ${service}:${operation}, and does nothing with it.`),
  );
  const driver = new WallDriver(cloud.clock, speed);
  const aws = await listening('AWS_PORT', awsPort, cloud.listen(awsPort, driver));
  const deployment = await deploy(cloud, join(import.meta.dirname, '..'), 'dev', {
    environment: { LOG_LEVEL: logLevel },
    // What is measured is one line for each invocation: for CloudWatch, not for people.
    onLine: (_name, line) => {
      if (!line.includes('"_aws":')) console.log(line);
    },
    onLoadError: (name, error) => console.error(`The function ${name} cannot be loaded:`, error),
  });
  const api = await listening('PORT', port, deployment.listen(port));

  console.log(welcome({ seed, speed, throttling, port: api.port, awsPort: aws.port, region }));
  const stopFollowing = followDecisions(cloud.clock, deployment, (line) => console.log(line));

  let stopping = false;
  const stop = async () => {
    // A Ctrl-C under npm comes twice: from the terminal, and from npm.
    if (stopping) return;
    stopping = true;
    stopFollowing();
    driver.stop();
    await Promise.all([api.close(), aws.close()]);
    process.exit(0);
  };
  setInterval(() => process.ppid !== parent && stop(), 1_000).unref();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
