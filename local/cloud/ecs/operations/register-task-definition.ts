import type {
  RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandOutput,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { taskDefinitionArn } from '../../../../shared/ecs/arns.ts';
import { requiredAttributes } from '../../../../shared/ecs/required-attributes.ts';
import type { TaskDefinition as TaskDefinitionForm } from '../../../../shared/ecs/task-definition.ts';
import { compatibilities, normalForm } from '../../../../shared/ecs/task-definition-form.ts';
import { checkTaskDefinition } from '../../../../shared/ecs/task-definition-rules.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import type { Family, TaskDefinitionRecord } from '../state.ts';
import { checkedTags } from '../tag-rules.ts';

/**
 * A new revision of the family, also when the content is that of the last one. Revision numbers only grow: one that was
 * deregistered or deleted is not given again.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export const registerTaskDefinition: Operation<
  RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandOutput
> = (input, { world, caller }) => {
  const { tags: given, ...document } = input;
  const tags = checkedTags(given);
  const [problem] = checkTaskDefinition(document);
  if (problem !== undefined)
    throw new AwsError('ClientException', problem.ecsMessage ?? `${problem.pointer} ${problem.detail}.`);

  const form = normalForm(document as unknown as TaskDefinitionForm);
  const family = familyOf(world, form.family ?? '');
  family.lastRevision += 1;
  const revision = family.lastRevision;
  const arn = taskDefinitionArn(world, family.name, revision);
  const record: TaskDefinitionRecord = {
    arn,
    family: family.name,
    revision,
    form,
    shown: {
      // The same document; the two types differ only in their optional members and in enumerations.
      ...(form as unknown as TaskDefinition),
      taskDefinitionArn: arn,
      revision,
      status: 'ACTIVE',
      requiresAttributes: requiredAttributes(form).map((attribute) => ({ ...attribute })),
      compatibilities: [...compatibilities(form)] as TaskDefinition['compatibilities'],
      registeredAt: new Date(world.clock.now()),
      registeredBy: caller.arn,
    },
    tags,
  };
  family.revisions.set(revision, record);
  return { taskDefinition: record.shown, tags };
};

const familyOf = (world: World, name: string): Family => {
  const existing = world.ecs.families.get(name);
  if (existing !== undefined) return existing;
  const family: Family = { name, revisions: new Map(), lastRevision: 0 };
  world.ecs.families.set(name, family);
  return family;
};
