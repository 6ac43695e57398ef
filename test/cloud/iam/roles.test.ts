import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../../local/cloud/cloud.ts';
import { findInstanceProfile } from '../../../local/cloud/iam/find.ts';

const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });
const managed = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const names = { RoleName: 'host', InstanceProfileName: 'hosts' };

const stage = async () => {
  const { door, world } = createCloud({ seed: 1, startAt: Date.UTC(2026, 0, 1) });
  const iam = door('x')(
    new IAMClient({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }),
  );
  await iam.send(new CreateRoleCommand({ RoleName: 'host', AssumeRolePolicyDocument: trust }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'hosts' }));
  const refusal = (command: object) =>
    iam.send(command as GetRoleCommand).then(
      () => undefined,
      (error: { name: string; message: string }) => ({ name: error.name, message: error.message }),
    );
  return { iam, world, refusal };
};

describe('roles', () => {
  it('are created once, found by name and listed in order beside the role local', async () => {
    const { iam, refusal } = await stage();
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'host' }));
    expect(Role).toMatchObject({
      Arn: 'arn:aws:iam::000000000000:role/host',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      AssumeRolePolicyDocument: encodeURIComponent(trust),
    });
    expect((await refusal(new CreateRoleCommand({ RoleName: 'host', AssumeRolePolicyDocument: trust })))?.name).toBe(
      'EntityAlreadyExistsException',
    );
    const { Roles } = await iam.send(new ListRolesCommand({}));
    expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(['host', 'local']);
  });

  it('are not deleted while anything hangs on them', async () => {
    const { iam, refusal } = await stage();
    const role = { RoleName: 'host' };
    await iam.send(new AttachRolePolicyCommand({ ...role, PolicyArn: managed }));
    await iam.send(new PutRolePolicyCommand({ ...role, PolicyName: 'p', PolicyDocument: trust }));
    await iam.send(new AddRoleToInstanceProfileCommand(names));
    const why = async () => (await refusal(new DeleteRoleCommand(role)))?.message;
    expect(await why()).toBe('Cannot delete entity, must remove roles from instance profile first.');
    await iam.send(new RemoveRoleFromInstanceProfileCommand(names));
    expect(await why()).toBe('Cannot delete entity, must detach all policies first.');
    await iam.send(new DetachRolePolicyCommand({ ...role, PolicyArn: managed }));
    expect(await why()).toBe('Cannot delete entity, must delete policies first.');
    await iam.send(new DeleteRolePolicyCommand({ ...role, PolicyName: 'p' }));
    expect(await why()).toBeUndefined();
    expect((await refusal(new GetRoleCommand(role)))?.message).toBe('The role with name host cannot be found.');
  });

  it.each([
    { reason: 'a name with a slash', input: { RoleName: 'a/b' }, name: 'ValidationError' },
    { reason: 'a name of 65 letters', input: { RoleName: 'a'.repeat(65) }, name: 'ValidationError' },
    { reason: 'a path without its slashes', input: { RoleName: 'a', Path: 'x' }, name: 'ValidationError' },
    {
      reason: 'a policy that is no JSON',
      input: { RoleName: 'a', AssumeRolePolicyDocument: '{' },
      name: 'MalformedPolicyDocumentException',
    },
  ])('are refused with $reason', async ({ input, name }) => {
    const { refusal } = await stage();
    expect((await refusal(new CreateRoleCommand({ AssumeRolePolicyDocument: trust, ...input })))?.name).toBe(name);
  });

  it('are made for services under the names that the services use', async () => {
    const { iam, refusal } = await stage();
    const command = new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' });
    expect((await iam.send(command)).Role?.Arn).toBe(
      'arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
    );
    expect((await refusal(command))?.message).toContain('has been taken in this account');
  });
});

describe('policies of a role', () => {
  it('are attached by ARN when AWS has them', async () => {
    const { iam, refusal } = await stage();
    const attach = (PolicyArn: string) => new AttachRolePolicyCommand({ RoleName: 'host', PolicyArn });
    await iam.send(attach(managed));
    await iam.send(attach(managed));
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'host' }));
    expect(AttachedPolicies).toEqual([{ PolicyName: 'AmazonSSMManagedInstanceCore', PolicyArn: managed }]);
    expect((await refusal(attach('arn:aws:iam::000000000000:policy/mine')))?.name).toBe('NoSuchEntityException');
  });

  it('are written inline, replaced and read back', async () => {
    const { iam, refusal } = await stage();
    const policy = { RoleName: 'host', PolicyName: 'p' };
    await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: trust }));
    const next = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'ssm:GetParameter', Resource: '*' }] });
    await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: next }));
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand(policy));
    expect(decodeURIComponent(PolicyDocument ?? '')).toBe(next);
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: 'host' }))).PolicyNames).toEqual(['p']);
    expect((await refusal(new GetRolePolicyCommand({ ...policy, PolicyName: 'q' })))?.name).toBe(
      'NoSuchEntityException',
    );
  });
});

describe('instance profiles', () => {
  it('hold one role, which EC2 finds by name and by ARN', async () => {
    const { iam, world, refusal } = await stage();
    await iam.send(new AddRoleToInstanceProfileCommand(names));
    expect((await refusal(new AddRoleToInstanceProfileCommand(names)))?.name).toBe('LimitExceededException');
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand(names));
    expect(InstanceProfile?.Roles?.map(({ RoleName }) => RoleName)).toEqual(['host']);
    for (const reference of ['hosts', InstanceProfile?.Arn ?? ''])
      expect(findInstanceProfile(world, reference)?.id).toBe(InstanceProfile?.InstanceProfileId);
    expect(findInstanceProfile(world, 'others')).toBeUndefined();
    const { InstanceProfiles } = await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'host' }));
    expect(InstanceProfiles).toHaveLength(1);
  });

  it('are not deleted while they hold a role', async () => {
    const { iam, refusal } = await stage();
    await iam.send(new AddRoleToInstanceProfileCommand(names));
    expect((await refusal(new DeleteInstanceProfileCommand(names)))?.name).toBe('DeleteConflictException');
    await iam.send(new RemoveRoleFromInstanceProfileCommand(names));
    await iam.send(new DeleteInstanceProfileCommand(names));
    expect((await refusal(new GetInstanceProfileCommand(names)))?.message).toBe(
      'Instance Profile hosts cannot be found.',
    );
  });
});
