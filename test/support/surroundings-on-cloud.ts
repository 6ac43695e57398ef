/** Surroundings whose SDK clients talk to an embedded AWS through its door. */
import type { Cloud } from '../../local/cloud/cloud.ts';
import type { Surroundings } from '../../shared/runtime.ts';

export const surroundingsOn = (cloud: Cloud, env: Record<string, string> = {}): Surroundings => ({
  env,
  clock: { now: () => cloud.clock.now(), sleep: (ms) => cloud.clock.sleep(ms) },
  random: () => cloud.world.random.next(),
  uuid: () => cloud.world.random.uuid(),
  aws: { region: cloud.world.region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
  connect: cloud.door('test'),
  writeLine: () => {},
});
