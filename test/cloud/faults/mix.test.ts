/**
 * Everything that can go wrong, at random and together, for hours: the embedded AWS itself stays whole, counts are right at every
 * look, and when it is over everything comes back. A seed repeats it byte for byte.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { faultCatalogue } from '../../../local/cloud/faults/catalogue.ts';
import { FaultRefused } from '../../../local/cloud/faults/fault.ts';
import { presetKnobs } from '../../../local/cloud/kernel/knobs.ts';
import { Random } from '../../../local/cloud/kernel/random.ts';
import { turnKnobs } from '../../../local/cloud/kernel/turn-knobs.ts';
import { miscounted } from '../ecs/counts.ts';
import { anyParameters } from './any-parameters.ts';
import { openShopUnderFaults, type ShopUnderFaults } from './shop-under-faults.ts';

type Name = keyof typeof faultCatalogue;
const names = Object.keys(faultCatalogue) as Name[];
const minutes = (count: number) => count * 60_000;

/** Faults that were begun, by name. */
const met = new Set<string>();

/** What was called, by whom and how it ended: a digest for each seed. */
const traces = new Map<number, string>();

/** Begins a fault, if there is something that could break so. */
const breakSomething = ({ cloud }: ShopUnderFaults, name: Name, random: Random): void => {
  try {
    const forMs = minutes(random.between(1, 12));
    cloud.faults.begin(name, anyParameters(cloud.world, random, name) as never, forMs);
    met.add(name);
  } catch (error) {
    if (!(error instanceof FaultRefused)) throw error;
  }
};

const countsInOrder = ({ cloud }: ShopUnderFaults) => {
  for (const cluster of cloud.world.ecs.clusters.values()) expect(miscounted(cluster)).toEqual([]);
};

const runningOf = async (shop: ShopUnderFaults): Promise<readonly string[]> => {
  const { services } = await shop.ask('ecs', 'DescribeServices', { cluster: 'shop', services: ['web', 'api'] });
  return services.map(
    ({ serviceName, runningCount, desiredCount }: Record<string, unknown>) =>
      `${serviceName} ${runningCount} of ${desiredCount}`,
  );
};

/** An hour of trouble; then none, until all is well again. */
const live = async (seed: number): Promise<{ readonly shop: ShopUnderFaults; readonly trace: string }> => {
  const shop = await openShopUnderFaults(seed);
  const { cloud, driver, ask } = shop;
  const random = new Random(`mix ${seed}`);
  const order = random.shuffle(names);
  await shop.repair(false);
  await driver.pass(minutes(5));
  for (let look = 0; look < 20; look++) {
    for (let count = 0; count < 3; count++) breakSomething(shop, order[(look * 3 + count) % order.length]!, random);
    await ask('sfn', 'StartExecution', { stateMachineArn, name: `run-${look}` });
    await ask('ecs', 'RunTask', { cluster: 'shop', taskDefinition: 'web', count: random.between(1, 3) });
    if (look % 10 === 5)
      await ask('ecs', 'UpdateService', { cluster: 'shop', service: 'web', forceNewDeployment: true });
    if (look % 2 === 0) await shop.repair(false);
    await driver.pass(minutes(3));
    countsInOrder(shop);
  }
  cloud.faults.endAll();
  turnKnobs(cloud.world.knobs, presetKnobs);
  for (let look = 0; look < 20 && (look < 3 || !(await isWhole(shop))); look++) {
    await shop.repair(true);
    await driver.pass(minutes(10));
    countsInOrder(shop);
  }
  const trace = createHash('sha256').update(JSON.stringify(cloud.journal.entries())).digest('hex');
  return { shop, trace };
};

const whole = ['api 3 of 3', 'web 5 of 5'];
const isWhole = async (shop: ShopUnderFaults) =>
  JSON.stringify((await runningOf(shop)).toSorted()) === JSON.stringify(whole);
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:patient';

describe.each([1, 2, 3])('a mix of all faults (seed %i)', (seed) => {
  it('leaves the embedded AWS whole, and everything comes back', async () => {
    const { shop, trace } = await live(seed);
    traces.set(seed, trace);
    expect(shop.broken).toEqual([]);
    expect(shop.cloud.journal.entries().filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect((await runningOf(shop)).toSorted()).toEqual(whole);
    const { executions } = await shop.ask('sfn', 'ListExecutions', { stateMachineArn, statusFilter: 'RUNNING' });
    expect(executions).toEqual([]);
    const { executionArn } = await shop.ask('sfn', 'StartExecution', { stateMachineArn });
    await shop.driver.pass(minutes(3));
    expect(await shop.ask('sfn', 'DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED' });
  });
});

it('the same seed gives the same, byte for byte; another another', async () => {
  const { trace } = await live(3);
  expect(trace).toBe(traces.get(3));
  expect(trace).not.toBe(traces.get(2));
});

it('every fault of the catalogue was in it', () => {
  expect(names.filter((name) => !met.has(name))).toEqual([]);
});
