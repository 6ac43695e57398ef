import { EC2Client, EC2ServiceException, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../../local/cloud/cloud.ts';
import { registerAccessKey } from '../../../local/cloud/iam/callers.ts';
import { AwsError } from '../../../local/cloud/kernel/aws-error.ts';
import type { Interceptor } from '../../../local/cloud/kernel/dispatch.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';

const config = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } };
const startAt = Date.UTC(2026, 0, 1);
const newCloud = (interceptors: readonly Interceptor[] = [], seed = 1) => createCloud({ seed, startAt, interceptors });

describe('the SDK door', () => {
  it('needs no endpoint, and the key that it was opened with says who calls', async () => {
    const cloud = newCloud();
    registerAccessKey(cloud.world, 'key-of-reconcile', 'on-reconcile-due');
    const known = cloud.door('key-of-reconcile')(new STSClient(config));
    const unknown = cloud.door('some-key')(new STSClient(config));
    expect(await known.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '000000000000',
      Arn: 'arn:aws:sts::000000000000:assumed-role/on-reconcile-due/on-reconcile-due',
    });
    expect((await unknown.send(new GetCallerIdentityCommand({}))).Arn).toContain('assumed-role/local/');
    expect(cloud.journal.entries().map(({ role }) => role)).toEqual(['on-reconcile-due', 'local']);
  });

  it('throws what the SDK throws: modeled errors as their class, those of EC2 by their code', async () => {
    const { door } = newCloud();
    const missing = await door('k')(new SSMClient(config))
      .send(new GetParameterCommand({ Name: '/no' }))
      .catch((error: unknown) => error);
    expect(missing).toBeInstanceOf(ParameterNotFound);
    expect(missing).toMatchObject({
      name: 'ParameterNotFound',
      $fault: 'client',
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
    const image = await door('k')(new EC2Client(config))
      .send(new RunInstancesCommand({ ImageId: 'ami-00000000', MinCount: 1, MaxCount: 1 }))
      .catch((error: unknown) => error);
    expect(image).toBeInstanceOf(EC2ServiceException);
    expect(image).toMatchObject({ name: 'InvalidAMIID.NotFound' });
  });

  it('lets the SDK retry what is throttled, with the same token each time', async () => {
    const tokens: unknown[] = [];
    const throttleTwice: Interceptor = async (request, next) => {
      tokens.push(request.input['ClientToken']);
      if (tokens.length < 3) throw new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
      return next();
    };
    const cloud = newCloud([throttleTwice]);
    const client = cloud.door('k')(new EC2Client({ ...config, retryStrategy: retryOn(cloud.clock) }));
    const error = await new JumpDriver(cloud.clock).finish(
      client
        .send(new RunInstancesCommand({ ImageId: 'ami-00000000', MinCount: 1, MaxCount: 1 }))
        .catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ name: 'InvalidAMIID.NotFound', $metadata: { attempts: 3 } });
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(cloud.clock.now() - startAt).toBe(3_000);
  });

  it('draws the tokens that the SDK would draw at random from the seed, and leaves the input as it was', async () => {
    const drawn = async (seed: number) => {
      const tokens: unknown[] = [];
      const listen: Interceptor = (request, next) => {
        tokens.push(request.input['ClientToken']);
        return next();
      };
      const { door } = newCloud([listen], seed);
      const input = { ImageId: 'ami-00000000', MinCount: 1, MaxCount: 1 };
      const client = door('k')(new EC2Client(config));
      for (const given of [{}, {}, { ClientToken: 'mine' }]) {
        await client.send(new RunInstancesCommand({ ...input, ...given })).catch(() => {});
      }
      expect(input).not.toHaveProperty('ClientToken');
      return tokens;
    };
    const tokens = await drawn(1);
    expect(tokens[2]).toBe('mine');
    expect(new Set(tokens).size).toBe(3);
    expect(await drawn(1)).toEqual(tokens);
    expect(await drawn(2)).not.toEqual(tokens);
  });

  it('lets a fault of the embedded AWS surface as it is, without a retry', async () => {
    let calls = 0;
    const { door } = newCloud([
      async () => {
        calls += 1;
        throw new TypeError('a fault of ours');
      },
    ]);
    const ssm = door('k')(new SSMClient(config));
    await expect(ssm.send(new GetParameterCommand({ Name: 'a' }))).rejects.toThrow(TypeError);
    expect(calls).toBe(1);
  });

  it('is as deterministic as the seed: two runs give the same answers, byte for byte', async () => {
    const run = async () => {
      const cloud = newCloud([], 42);
      const ssm = cloud.door('k')(new SSMClient(config));
      const driver = new JumpDriver(cloud.clock);
      const answers: unknown[] = [];
      const writers = ['a', 'b', 'c'].map(async (name) => {
        for (let turn = 0; turn < 3; turn++) {
          await cloud.clock.sleep(cloud.world.random.between(1, 1_000));
          const put = new PutParameterCommand({ Name: name, Value: `${turn}`, Type: 'String', Overwrite: true });
          answers.push([name, cloud.clock.now(), await ssm.send(put)]);
        }
      });
      await driver.finish(Promise.all(writers));
      return JSON.stringify([answers, cloud.journal.entries()]);
    };
    const first = await run();
    expect(first).toContain('"requestId"');
    expect(await run()).toBe(first);
  });
});

/** As production waits between attempts: on the clock that it was given. */
const retryOn = (clock: { sleep(ms: number): Promise<void> }) => {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    mode: 'standard',
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (before: { getRetryCount(): number }, { errorType }: { errorType: string }) => {
      if (errorType === 'CLIENT_ERROR') throw new Error('not retryable');
      const count = before.getRetryCount() + 1;
      await clock.sleep(1_000 * count);
      return token(count);
    },
    recordSuccess: () => {},
  };
};
