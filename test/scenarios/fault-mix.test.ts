/**
 * The whole stack among everything that can go wrong, at random and together, with knobs as the seed has them. The embedded AWS
 * itself stays whole, Quaymaster never has too many hosts, and when it is over everything comes back. What is left of agents
 * that were killed for good, a person clears away.
 */
import { expect, it } from 'vitest';
import { faultCatalogue } from '../../local/cloud/faults/catalogue.ts';
import { FaultRefused } from '../../local/cloud/faults/fault.ts';
import { knobsOfSeed } from '../../local/cloud/kernel/knobs.ts';
import { Random } from '../../local/cloud/kernel/random.ts';
import { miscounted } from '../cloud/ecs/counts.ts';
import { anyParameters, type Words } from '../cloud/faults/any-parameters.ts';
import * as cast from './cast.ts';

const names = Object.keys(faultCatalogue) as (keyof typeof faultCatalogue)[];

/** What faults may be about in this account. */
const wordsOf = ({ cloud: { world } }: cast.Story): Words => ({
  cluster: ['c'],
  ecsService: ['web'],
  container: ['web'],
  table: ['quaymaster-test'],
  role: [...world.iam.roles.keys(), '*'],
  function: [...world.lambda.functions.keys(), '*'],
  stateMachine: ['*'],
});

const breakSomething = (story: cast.Story, random: Random): void => {
  const { world, faults } = story.cloud;
  const name = random.pick(names);
  const parameters = anyParameters(world, random, name, wordsOf(story)) as never;
  try {
    faults.begin(name, parameters, cast.minutes(random.pick([1, 3, 8, 20])));
  } catch (error) {
    if (!(error instanceof FaultRefused)) throw error;
  }
};

const miscounts = ({ cloud }: cast.Story): readonly string[] =>
  [...cloud.world.ecs.clusters.values()].flatMap((cluster) => miscounted(cluster));

const isWhole = async (story: cast.Story): Promise<boolean> => {
  const executions = [...story.cloud.world.states.executions.values()];
  if (executions.some(({ status }) => status === 'RUNNING')) return false;
  const { state } = (await story.api('GET', '/v1/clusters/c')).body;
  return state === 'settled' && cast.living(story).length === 3 && (await cast.runningTasks(story)).length >= 4;
};

/** Container instances that nobody will hear of again. */
const clearAway = async (story: cast.Story): Promise<void> => {
  for (const { id, agentConnected, forgotten } of story.cloud.world.ecs.clusters.get('c')?.hosts.values() ?? [])
    if (forgotten && !agentConnected)
      await story.aws('ecs', 'DeregisterContainerInstance', { cluster: 'c', containerInstance: id, force: true });
};

it.each([2])('ends, and leaves everything whole (seed %i)', async (seed) => {
  const random = new Random(`mix ${seed}`);
  const knobs = { ...knobsOfSeed(new Random(`knobs ${seed}`)), throttling: true };
  const story = await cast.story({ seed, knobs });
  const broken: unknown[] = [];
  story.cloud.clock.onError((error, what) => broken.push([what, error]));
  await cast.provisioned(story);
  await cast.serving(story, 4);

  for (let look = 0; look < 15; look++) {
    breakSomething(story, random);
    breakSomething(story, random);
    if (look % 3 === 0) await story.api('POST', '/v1/clusters/c/tasks', { taskDefinition: 'web', count: 1 });
    await story.driver.pass(cast.minutes(3));
    expect(miscounts(story)).toEqual([]);
  }
  story.cloud.faults.endAll();
  await clearAway(story);
  const taskDefinition = await cast.definition(story, 'web', { memory: 256 });
  await story.api('PUT', '/v1/clusters/c/services/web', { taskDefinition, desiredCount: 4 });
  await cast.until(story, 'all is well', () => isWhole(story), cast.minutes(120), cast.minutes(5));

  expect(broken).toEqual([]);
  expect(miscounts(story)).toEqual([]);
  expect(story.mostAtOnce['c']).toBeLessThanOrEqual(4);
  expect(story.cloud.journal.entries().filter(({ outcome }) => outcome === 'failed')).toEqual([]);
});
