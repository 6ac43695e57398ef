import type { Context } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { AppError } from '../../shared/domain/errors.ts';
import { event } from '../../shared/lambda/event.ts';
import { task } from '../../shared/lambda/task.ts';

vi.mock('../../shared/runtime.ts', () => import('../support/in-memory-runtime.ts'));

const context = { awsRequestId: 'r-1', functionName: 'steps-look' } as Context;
const anything = (raw: unknown) => raw;

it('hands the parsed event to the work and its answer back', async () => {
  const handler = event(
    (raw) => Number(raw),
    async (input, { requestId }) => `${input + 1} for ${requestId}`,
  );
  expect(await handler('41', context)).toBe('42 for r-1');
});

it('rethrows what an event handler throws, so that the trigger retries', async () => {
  const broken = new Error('no luck');
  const handler = event(anything, () => Promise.reject(broken));
  await expect(handler({}, context)).rejects.toBe(broken);
});

it('rethrows what the parser throws, before any work', async () => {
  let worked = false;
  const handler = event(
    () => {
      throw new AppError('InvalidInput', 'not for us');
    },
    () => {
      worked = true;
    },
  );
  await expect(handler({}, context)).rejects.toMatchObject({ name: 'InvalidInput' });
  expect(worked).toBe(false);
});

it('gives Step Functions the error under its own name, with all fields and the hint in the message', async () => {
  const handler = task(
    () => {
      throw new AppError('InvalidInput', 'Some values are wrong.', {
        errors: [
          { pointer: '/cluster', detail: 'is missing' },
          { pointer: '/spec/groups/0/count', detail: 'must be at least 0', hint: '0 parks the group' },
        ],
        hint: 'Start with {"wish":{}}',
      });
    },
    () => undefined,
  );
  await expect(handler({}, context)).rejects.toMatchObject({
    name: 'InvalidInput',
    message:
      'Some values are wrong.\n/cluster: is missing\n/spec/groups/0/count: must be at least 0 — 0 parks the group\nStart with {"wish":{}}',
  });
});

it('leaves errors that are not ours as they are', async () => {
  const broken = new TypeError('undefined is not a function');
  await expect(task(anything, () => Promise.reject(broken))({}, context)).rejects.toBe(broken);
});
