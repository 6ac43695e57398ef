/** Finding and reading task definitions. */
import type {
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput,
  ListTaskDefinitionFamiliesCommandInput,
  ListTaskDefinitionFamiliesCommandOutput,
  ListTaskDefinitionsCommandInput,
  ListTaskDefinitionsCommandOutput,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { forgetDeleted } from '../behaviour/forget-definitions.ts';
import { findTaskDefinition } from '../find.ts';
import { page } from '../pages.ts';
import type { Family, TaskDefinitionRecord } from '../state.ts';

/** INACTIVE ones too; a family alone means its latest ACTIVE revision. */
export const describeTaskDefinition: Operation<
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput
> = (input, { world }) => {
  forgetDeleted(world);
  const definition = findTaskDefinition(world, input.taskDefinition ?? '');
  if (definition === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
  return {
    taskDefinition: definition.shown,
    tags: input.include?.includes('TAGS') === true ? definition.tags : [],
  };
};

/**
 * By family, then revision; `familyPrefix` is a whole family name here. ACTIVE ones unless another status is asked for.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
 */
export const listTaskDefinitions: Operation<ListTaskDefinitionsCommandInput, ListTaskDefinitionsCommandOutput> = (
  input,
  { world },
) => {
  forgetDeleted(world);
  const status = input.status ?? 'ACTIVE';
  const descending = input.sort === 'DESC';
  const families = [...world.ecs.families.values()].filter(
    ({ name }) => input.familyPrefix === undefined || name === input.familyPrefix,
  );
  const definitions = families
    .flatMap((family) => [...family.revisions.values()])
    .filter(({ shown }) => shown.status === status)
    .sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1) * (descending ? -1 : 1));
  const { items, ...more } = page(definitions, orderOf, input, { descending });
  return { taskDefinitionArns: items.map(({ arn }) => arn), ...more };
};

/** Revisions sort as numbers. */
const orderOf = ({ family, revision }: TaskDefinitionRecord): string =>
  `${family}:${String(revision).padStart(9, '0')}`;

/** Families that begin with `familyPrefix`. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitionFamilies.html */
export const listTaskDefinitionFamilies: Operation<
  ListTaskDefinitionFamiliesCommandInput,
  ListTaskDefinitionFamiliesCommandOutput
> = (input, { world }) => {
  const { status = 'ALL', familyPrefix = '' } = input;
  const names = [...world.ecs.families.values()]
    .filter((family) => family.name.startsWith(familyPrefix) && (status === 'ALL' || statusOf(family) === status))
    .map(({ name }) => name);
  const { items, ...more } = page(names.sort(), (name) => name, input);
  return { families: [...items], ...more };
};

const statusOf = ({ revisions }: Family): 'ACTIVE' | 'INACTIVE' =>
  [...revisions.values()].some(({ shown }) => shown.status === 'ACTIVE') ? 'ACTIVE' : 'INACTIVE';
