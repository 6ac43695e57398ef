import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../../local/cloud/cloud.ts';

const config = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
const startAt = Date.UTC(2026, 0, 1);

const stage = async () => {
  const { door } = createCloud({ seed: 1, startAt });
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  await door('x')(new IAMClient(config)).send(
    new CreateRoleCommand({ RoleName: 'host', AssumeRolePolicyDocument: document }),
  );
  return { door, sts: door('x')(new STSClient(config)) };
};
const role = { RoleArn: 'arn:aws:iam::000000000000:role/host', RoleSessionName: 'me' };

describe('STS', () => {
  it('knows the caller of temporary keys as the role that they are for', async () => {
    const { door, sts } = await stage();
    const { Credentials, AssumedRoleUser } = await sts.send(new AssumeRoleCommand({ ...role, DurationSeconds: 900 }));
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(Credentials?.Expiration).toEqual(new Date(startAt + 900_000));
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::000000000000:assumed-role/host/me');
    const assumed = door(Credentials?.AccessKeyId ?? '')(new STSClient(config));
    expect((await assumed.send(new GetCallerIdentityCommand({}))).Arn).toContain(':assumed-role/host/');
  });

  it.each([
    {
      reason: 'a role that is not there',
      input: { RoleArn: 'arn:aws:iam::000000000000:role/none' },
      name: 'AccessDenied',
    },
    { reason: 'a session name with a space', input: { RoleSessionName: 'a b' }, name: 'ValidationError' },
    { reason: 'less than 15 minutes', input: { DurationSeconds: 60 }, name: 'ValidationError' },
    { reason: 'more than the role allows', input: { DurationSeconds: 7_200 }, name: 'ValidationError' },
  ])('refuses $reason', async ({ input, name }) => {
    const { sts } = await stage();
    await expect(sts.send(new AssumeRoleCommand({ ...role, ...input }))).rejects.toMatchObject({ name });
  });
});
