import { describe, expect, it } from 'vitest';
import { AwsError } from '../../local/cloud/kernel/aws-error.ts';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import { type RunningStack, runningStack } from '../support/running-stack.ts';

const minute = 60_000;
const cluster = { groups: [{ name: 'main', count: 3, instanceTypes: ['t3.medium'] }] };
const alive = ({ cloud }: RunningStack) =>
  [...cloud.world.ec2.instances.values()].filter(({ state }) => state === 'pending' || state === 'running');
const launches = ({ cloud }: RunningStack) => cloud.world.ec2.instances.size;
const joined = async (stack: RunningStack): Promise<number> =>
  (await stack.api('GET', '/v1/clusters/c')).body.status?.groups[0]?.joined ?? 0;

describe('a host that is terminated behind our back', () => {
  it.each([
    { reason: 'by its event', silent: false, withinMs: 4 * minute },
    { reason: 'by the sweep, with every event dropped', silent: true, withinMs: 5 * minute },
  ])('is noticed $reason, and replaced exactly once', async ({ silent, withinMs }) => {
    const stack = await runningStack({ seed: 7 });
    await stack.carryOut('PUT', '/v1/clusters/c', cluster);
    if (silent) {
      const { Rules } = await stack.aws('eventbridge', 'ListRules');
      const patterns = Rules.filter(({ EventPattern }: { EventPattern?: string }) => EventPattern !== undefined);
      expect(patterns.length).toBeGreaterThan(0);
      for (const { Name } of patterns) await stack.aws('eventbridge', 'DisableRule', { Name });
    }
    await stack.driver.pass(20_000);
    const [lost] = alive(stack);
    await stack.aws('ec2', 'TerminateInstances', { InstanceIds: [lost!.id] });
    await stack.driver.pass(withinMs);
    expect(alive(stack)).toHaveLength(3);
    expect(launches(stack)).toBe(4);
    expect(await joined(stack)).toBe(3);
    const { body } = await stack.api('GET', '/v1/clusters/c/decisions');
    expect(JSON.stringify(body)).toContain(`${lost!.id} was terminated under us`);
  });
});

describe('hosts that cannot read their configuration', () => {
  it('end themselves, are tried less and less often, and come back when they can', async () => {
    let broken = true;
    const refuse: Interceptor = async ({ operation, input }, next) => {
      if (broken && operation === 'GetParameter' && /ecs\.config:\d+$/.test(String(input['Name'])))
        throw new AwsError('AccessDeniedException', 'not allowed');
      return next();
    };
    const stack = await runningStack({ seed: 5, interceptors: [refuse] });
    await stack.api('PUT', '/v1/clusters/c', cluster);
    const seen = new Set<string>();
    for (let hour = 0; hour < 4; hour += 1)
      for (let part = 0; part < 6; part += 1) {
        await stack.driver.pass(10 * minute);
        for (const id of stack.cloud.world.ec2.instances.keys()) seen.add(id);
      }
    expect(await joined(stack)).toBe(0);
    // Three, one more before two had failed, then a probe after 15, 30, 60, 60 … minutes.
    expect(seen.size).toBeLessThanOrEqual(9);

    broken = false;
    await stack.driver.pass(70 * minute);
    expect(await joined(stack)).toBe(3);
    expect(alive(stack)).toHaveLength(3);
  });
});
