import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { OperationEntry } from '../../../shared/domain/operation.ts';
import { inhabitMemory } from '../../support/in-memory-runtime.ts';
import type { InMemoryWorld } from '../../support/in-memory-world.ts';
import { aSituation } from '../../support/situations.ts';

vi.mock('../../../shared/runtime.ts', () => import('../../support/in-memory-runtime.ts'));
const { handler } = await import('../../../functions/on/minute-passed.ts');
const context = { awsRequestId: 'request-1', functionName: 'on-minute-passed' } as never;

let world: InMemoryWorld;
const anEntry = (changes: Partial<OperationEntry>): OperationEntry => ({
  id: 'op-1',
  wish: { kind: 'stop-task', cluster: 'c', task: 't-1', reason: 'why not' },
  bodyHash: 'x',
  requestedAt: world.nowMs - 60_000,
  requestedBy: 'local',
  ...changes,
});

beforeEach(() => {
  world = inhabitMemory();
});

describe('each minute', () => {
  it('every managed cluster is looked at, a deleted one too until it is gone', async () => {
    const { wanted } = aSituation();
    world.clusterSpecs.set('a', { ...wanted, cluster: 'a' });
    world.clusterSpecs.set('b', { ...wanted, cluster: 'b', deleting: { cascade: true } });
    await handler({}, context);
    expect(world.woken.map(({ cluster }) => cluster)).toEqual(['a', 'b']);
  });

  it('an operation that was entered and not begun is begun', async () => {
    world.operations.set('op-1', anEntry({}));
    await handler({}, context);
    await handler({}, context);
    expect([...world.executions.values()].map(({ input }) => input.operation)).toEqual(['op-1']);
    expect(world.operations.get('op-1')?.executionArn).toContain('op-1');
  });

  it.each<{ reason: string; changes: Partial<OperationEntry> }>([
    { reason: 'has begun', changes: { executionArn: 'arn' } },
    { reason: 'was refused', changes: { refused: { code: 'Conflict', message: 'x' } } },
    {
      reason: 'is being begun by the API right now',
      changes: { requestedAt: Date.parse('2026-03-01T08:00:00Z') - 5_000 },
    },
    { reason: 'is a day old', changes: { requestedAt: 0 } },
  ])('an operation that $reason is left alone', async ({ changes }) => {
    world.operations.set('op-1', anEntry(changes));
    await handler({}, context);
    expect(world.executions.size).toBe(0);
  });
});
