import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { clientOf } from '../../shared/aws/client.ts';
import { awsException, quietSurroundings } from '../support/surroundings.ts';

/** A client whose network answers with these errors, one by one, and then well. */
const clientThatMeets = (errors: Error[]) => {
  const around = quietSurroundings();
  let attempts = 0;
  const network = () => async () => {
    attempts += 1;
    const error = errors.shift();
    if (error !== undefined) throw error;
    return { response: {}, output: { clusters: [], $metadata: {} } };
  };
  const client = clientOf(ECSClient, {
    ...around,
    connect: (made) => {
      (made as unknown as ECSClient).middlewareStack.addRelativeTo(network as never, {
        relation: 'after',
        toMiddleware: 'retryMiddleware',
        name: 'network',
      });
      return made;
    },
  });
  return { send: () => client.send(new DescribeClustersCommand({})), slept: around.slept, attempts: () => attempts };
};

const throttled = () => awsException('ThrottlingException', 400);

it('a throttled call waits on the clock of the surroundings, longer each time, and goes on', async () => {
  const { send, slept, attempts } = clientThatMeets([throttled(), throttled()]);
  await expect(send()).resolves.toMatchObject({ clusters: [] });
  expect(attempts()).toBe(3);
  expect(slept).toEqual([375, 750]);
});

it('what was unlucky waits by itself: the next call of its kind goes at once', async () => {
  const { send, slept } = clientThatMeets([awsException('InternalFailure', 500)]);
  await send();
  expect(slept).toEqual([50]);
  await send();
  expect(slept).toEqual([50]);
});

it('after four attempts it gives up with the last error', async () => {
  const { send, attempts } = clientThatMeets([throttled(), throttled(), throttled(), throttled(), throttled()]);
  await expect(send()).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect(attempts()).toBe(4);
});

it('a refusal is not tried again', async () => {
  const { send, slept, attempts } = clientThatMeets([awsException('InvalidParameterException', 400)]);
  await expect(send()).rejects.toMatchObject({ name: 'InvalidParameterException' });
  expect(attempts()).toBe(1);
  expect(slept).toEqual([]);
});

it('what was asked and answered is not copied for a log that nobody keeps', () => {
  const { middlewareStack } = clientOf(ECSClient, quietSurroundings());
  expect(middlewareStack.identify().filter((name) => name.startsWith('logger'))).toEqual([]);
  expect(middlewareStack.identify().some((name) => name.startsWith('retryMiddleware'))).toBe(true);
});
