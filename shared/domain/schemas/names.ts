/** Names and ids in requests. What ECS names is bounded by ECS's own rules (shared/ecs/names.ts). */
import * as z from 'zod/mini';
import { matching, oneOf, record } from './values.ts';

const ecsName = () => matching(/^[A-Za-z0-9_-]{1,255}$/, '1 to 255 letters, digits, hyphens and underscores');

/**
 * Shorter than ECS's 255, so that with the group's name it fits what we make of it: the tag with the config's
 * `name:version` (256 characters) and the message group of the queue (128).
 */
export const clusterName = matching(/^[A-Za-z0-9_-]{1,100}$/, '1 to 100 letters, digits, hyphens and underscores');
export const serviceName = ecsName();
export const familyName = ecsName();

/** Part of the same tag. */
export const groupName = matching(
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/,
  '1 to 63 letters, digits, hyphens and underscores',
);

/** Things that are looked up by an id: what is not one is not found, so the pattern only keeps hostile text out. */
export const lookedUp = matching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/, 'an id: of an ARN, what follows the last slash');

/** `family`, `family:revision`, or the ARN of a task definition. */
export const taskDefinitionReference = matching(
  /^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:task-definition\/)?[A-Za-z0-9_-]{1,255}(:[1-9][0-9]{0,8})?$/,
  'a family, family:revision, or the ARN of a task definition',
);

export const instanceTypeName = matching(/^[a-z0-9-]{2,20}\.[a-z0-9-]{2,20}$/, 'an instance type such as t3.medium');
export const subnetId = matching(/^subnet-[0-9a-f]{8,17}$/, 'the id of a subnet, subnet-…');
export const securityGroupId = matching(/^sg-[0-9a-f]{8,17}$/, 'the id of a security group, sg-…');
export const imageId = matching(/^ami-[0-9a-f]{8,17}$/, 'the id of an image, ami-…');
export const zoneName = matching(/^[a-z]{2}(-[a-z]+)+-[0-9]+[a-z]$/, 'an availability zone such as us-east-1a');

/** SSM names: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export const parameterName = matching(
  /^(?!\/?(aws|ssm)(\/|$))(\/[A-Za-z0-9_.-]{1,200}){1,15}$/i,
  'the full name of an SSM parameter, /like/this',
);

/**
 * Tags: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html. Forty, so that with ours
 * and those that AWS adds no resource passes its limit of 50.
 */
export const tags = () => z._default(givenTags(), {});
export const givenTags = () =>
  record(
    matching(
      /^(?!aws:|quaymaster:)[\p{L}\p{N} _.:/=+@-]{1,128}$/iu,
      '1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with aws: or quaymaster:',
    ),
    matching(/^[\p{L}\p{N} _.:/=+@-]{0,256}$/u, 'up to 256 letters, digits, spaces and _.:/=+-@'),
    40,
  );

export const market = oneOf(['on-demand', 'spot']);
