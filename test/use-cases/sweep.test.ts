import { expect, it } from 'vitest';
import { AppError } from '../../shared/domain/errors.ts';
import { sweep } from '../../shared/use-cases/sweep.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { inMemoryWorld } from '../support/in-memory-world.ts';

it('An operation that cannot be started holds up no other, and is no secret', async () => {
  const world = inMemoryWorld();
  const ports = { ...inMemoryStores(world), ...inMemoryAws(world) };
  for (const id of ['one', 'two', 'three'])
    world.operations.set(id, {
      id,
      wish: { kind: 'stop-task', cluster: 'c', task: 't-1', reason: 'why not' },
      bodyHash: 'x',
      requestedAt: world.nowMs - 60_000,
      requestedBy: 'local',
    });
  const start: typeof ports.workflows.start = async (kind, name, input) => {
    if (name === 'two') throw new AppError('CloudRefused', 'the input is too long');
    return ports.workflows.start(kind, name, input);
  };
  await expect(sweep({ ...ports, workflows: { start } })).rejects.toMatchObject({ code: 'CloudRefused' });
  expect([...world.executions.values()].map(({ input }) => input.operation).sort()).toEqual(['one', 'three']);
  expect(world.operations.get('two')?.executionArn).toBeUndefined();
});
