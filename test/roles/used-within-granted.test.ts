import { beforeAll, expect, it } from 'vitest';
import { expectUsedWithinGranted, grantedAndUnused, neededAndNotGranted } from '../support/roles.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { longDay } from './long-day.ts';

let stack: RunningStack;
beforeAll(async () => {
  stack = await longDay();
}, 180_000);

it('no role is used for anything that it is not granted', () => expectUsedWithinGranted(stack));

it('no role is granted anything to spare', () => {
  const kept = [
    { grant: 'HostRole ec2:DescribeTags on *', reason: 'the agent reads the tags that it propagates' },
    { grant: 'HostRole kms:Decrypt on key/*', reason: 'SSM decrypts SecureString parameters in the name of the host' },
    {
      grant: 'StepsWatchTasksRole dynamodb:GetItem on table/quaymaster-test-StateTable',
      reason: 'ECS forgets a stopped task after an hour; a step that tries that long finds it in the table',
    },
  ];
  expect(grantedAndUnused(stack)).toEqual(kept.map(({ grant }) => grant));
});

it('a permission that is missing is named, with the role that lacks it', () => {
  const role = stack.cloud.world.iam.roles.get('quaymaster-test-OnReconcileDueRole');
  const [[name, document] = ['', '']] = role?.inline ?? [];
  role?.inline.set(name, document.replace('"ec2:TerminateInstances"', '"ec2:StopInstances"'));
  const told = expect.stringMatching(/OnReconcileDueRole lacks ec2:TerminateInstances on .*instance\/i-/);
  expect(neededAndNotGranted(stack)).toContainEqual(told);
  role?.inline.set(name, document);
});
