/** `npm run demo`: the whole main job on this machine at 60 times wall speed, printed as it happens. Exits 0 if all went well. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createCloud } from './cloud/cloud.ts';
import { WallDriver } from './cloud/kernel/drivers.ts';
import { apiAt } from './demo/api.ts';
import { chapters } from './demo/chapters.ts';
import type { Stage } from './demo/stage.ts';
import { telling } from './demo/telling.ts';
import { deploy } from './runtime/deploy.ts';

const speed = 60;
const root = join(import.meta.dirname, '..');
const startedAt = performance.now();

const cloud = createCloud({ seed: Date.now(), startAt: Date.now() });
const driver = new WallDriver(cloud.clock, speed);
const aws = await cloud.listen(0);
const deployment = await deploy(cloud, root, 'demo', { environment: { LOG_LEVEL: 'SILENT' } });
const http = await deployment.listen(0);

const client = {
  endpoint: `http://127.0.0.1:${aws.port}`,
  region: cloud.world.region,
  credentials: { accessKeyId: 'demo', secretAccessKey: 'demo' },
};
const voice = telling(() => cloud.clock.now(), process.stdout.isTTY === true, console.log);
const stage: Stage = {
  ...voice,
  api: apiAt(`http://127.0.0.1:${http.port}`, voice.line),
  ecs: new ECSClient(client),
  ec2: new EC2Client(client),
  ssm: new SSMClient(client),
  cluster: 'my-cluster',
  example: (name) => JSON.parse(readFileSync(join(root, 'examples', name), 'utf8')),
};

const seconds = (): string => ((performance.now() - startedAt) / 1_000).toFixed(1);
console.log(
  `Quaymaster on an embedded AWS, at ${speed} times wall speed: min:sec are simulated. No account, no Docker, no network.`,
);
let exitCode = 0;
try {
  for (const [title, play] of chapters) {
    stage.chapter(title);
    await play(stage);
  }
  console.log(`\nDone in ${seconds()} s. Next: npm start, and drive it yourself.`);
} catch (error) {
  console.error(`\nFailed after ${seconds()} s: ${error instanceof Error ? error.message : error}`);
  exitCode = 1;
}
for (const one of [stage.ecs, stage.ec2, stage.ssm]) one.destroy();
driver.stop();
await Promise.all([http.close(), aws.close()]);
process.exit(exitCode);
