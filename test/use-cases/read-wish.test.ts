import { beforeEach, describe, expect, it } from 'vitest';
import type { Wish } from '../../shared/domain/wish.ts';
import { wishExamples } from '../../shared/domain/wish-examples.ts';
import { readWish } from '../../shared/use-cases/read-wish.ts';
import { submitWish } from '../../shared/use-cases/submit-wish.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from '../support/in-memory-world.ts';

const execution = { name: 'by-hand', startedAt: '2026-03-01T08:00:00.000Z' };
const example = wishExamples['provision-cluster'];

let world: InMemoryWorld;
let ports: ReturnType<typeof inMemoryStores> & ReturnType<typeof inMemoryAws> & { stack: string };
beforeEach(() => {
  world = inMemoryWorld();
  ports = { ...inMemoryStores(world), ...inMemoryAws(world), stack: 'quaymaster-test' };
});

describe('What was pasted', () => {
  it('becomes a wish in its normal form, under the name of the execution', async () => {
    const read = await readWish({ ...execution, kind: 'provision-cluster', input: example }, ports);
    expect(read).toMatchObject({
      operation: 'by-hand',
      requestedAt: Date.parse(execution.startedAt),
      wish: {
        kind: 'provision-cluster',
        cluster: 'my-cluster',
        spec: { groups: [{ name: 'main', count: 3, surge: 1 }] },
      },
      about: { kind: 'provision-cluster', cluster: 'my-cluster' },
    });
    expect(read.about).not.toHaveProperty('spec');
  });

  it.each([
    ['a whole wish', { kind: 'provision-cluster', cluster: 'my-cluster', spec: { groups: Object(example).groups } }],
    ['a wish of the API without its entry', { wish: { ...example, kind: 'provision-cluster' }, operation: 'unknown' }],
    ['a comment beside it', { Comment: 'three hosts', ...example }],
  ])('may be %s', async (_, input) => {
    const read = await readWish({ ...execution, kind: 'provision-cluster', input }, ports);
    expect(read.wish).toMatchObject({ cluster: 'my-cluster', spec: { groups: [{ count: 3 }] } });
  });

  it.each([{}, { Comment: 'Insert your JSON here' }, null, 'text', 7, []])(
    'is refused as %j, with an example',
    async (input) => {
      await expect(readWish({ ...execution, kind: 'provision-cluster', input }, ports)).rejects.toMatchObject({
        code: 'InvalidInput',
        details: {
          errors: [
            { pointer: '/cluster', detail: 'is missing' },
            { pointer: '/groups', detail: 'is missing' },
          ],
          hint: `For example ${JSON.stringify(example)}`,
        },
      });
    },
  );

  it('is refused with the pointers of what was pasted, and for another workflow', async () => {
    const wrong = { cluster: 'c', groups: [{ name: 'main', count: -1, instanceTypes: ['t3.medium'], nmae: 'x' }] };
    await expect(readWish({ ...execution, kind: 'provision-cluster', input: wrong }, ports)).rejects.toMatchObject({
      details: {
        errors: [{ pointer: '/groups/0/count' }, { pointer: '/groups/0/nmae', hint: 'Did you mean "name"?' }],
      },
    });
    const other = { kind: 'run-task', ...example };
    await expect(readWish({ ...execution, kind: 'provision-cluster', input: other }, ports)).rejects.toMatchObject({
      details: { errors: [{ pointer: '/kind' }] },
    });
  });

  it('is checked against AWS and judged as a request is', async () => {
    world.refusals.push({ pointer: '/groups/0/instanceTypes/0', detail: 'is not offered' });
    const asked = { ...execution, kind: 'provision-cluster', input: example } as const;
    await expect(readWish(asked, ports)).rejects.toMatchObject({ code: 'InvalidInput' });
    const stop = { ...execution, kind: 'stop-task', input: wishExamples['stop-task'] } as const;
    await expect(readWish(stop, ports)).rejects.toMatchObject({ code: 'ClusterNotFound' });
  });

  it('may have a name that ECS would not take for its tasks', async () => {
    const odd = await readWish({ ...execution, name: 'run.me+now', kind: 'provision-cluster', input: example }, ports);
    expect(odd.operation).toMatch(/^[0-9a-f]{32}$/);
  });
});

it('What the API hands over is taken as it is, because it was judged before', async () => {
  const wish = { kind: 'delete-cluster', cluster: 'gone', cascade: false } as const;
  world.operations.set('op', { id: 'op', wish, bodyHash: '', requestedAt: 42, requestedBy: 'me' });
  const read = await readWish({ ...execution, kind: 'delete-cluster', input: { wish, operation: 'op' } }, ports);
  expect(read).toEqual({ wish, about: wish, operation: 'op', requestedAt: 42 });
});

describe('Submitting a wish', () => {
  it('writes it, wakes the one writer, and says from when on and for how long to watch', async () => {
    const { wish, operation, requestedAt } = await readWish(
      { ...execution, kind: 'provision-cluster', input: example },
      ports,
    );
    expect(await submitWish(wish, operation, requestedAt, ports)).toEqual({
      outcome: 'written',
      generation: 1,
      since: world.nowMs,
      deadline: world.nowMs + 3_600_000,
    });
    expect(world.woken).toMatchObject([{ cluster: 'my-cluster', sentAt: world.nowMs }]);
  });

  it('gives a run its own time, and wakes nobody for it', async () => {
    const provision: Wish = {
      ...(await readWish({ ...execution, kind: 'provision-cluster', input: example }, ports)).wish,
    };
    await submitWish(provision, 'a', 0, ports);
    const run = {
      kind: 'run-task',
      cluster: 'my-cluster',
      taskDefinition: 'x:1',
      count: 1,
      placement: { name: 'binpack' },
      timeoutSeconds: 7,
    } as const;
    expect(await submitWish(run, 'b', 0, ports)).toMatchObject({ deadline: world.nowMs + 7_000 });
    expect(world.woken).toHaveLength(1);
  });
});
