/** The image of a launch: named by its id, or by a Systems Manager parameter that holds the id. */
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { findParameter } from '../../ssm/find.ts';
import { found } from '../ids.ts';
import { type Image, isDeregistered } from '../images.ts';

const prefix = 'resolve:ssm:';

/**
 * `resolve:ssm:` is followed by a parameter's name or ARN, with `:version` or `:label` where the newest is not meant
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html). The page gives no
 * errors; these words are ours.
 */
export const imageOf = (world: World, given: string | undefined): Image => {
  if (given === undefined) throw new AwsError('MissingParameter', 'The request must contain the parameter ImageId');
  const id = given.startsWith(prefix) ? idIn(world, given.slice(prefix.length)) : given;
  const image = found('image', world.ec2.images, id);
  if (isDeregistered(world.ec2, id)) throw deregistered(world, id);
  return image;
};

/**
 * InvalidAMIID.Unavailable: "The specified AMI has been deregistered and is no longer available"
 * (https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html; the text: ansible/ansible#24945). Launches from images
 * of long ago are refused as if there had never been such an image (validatedpatterns/agof#57).
 */
const deregistered = (world: World, id: string): AwsError =>
  world.knobs.deregisteredImageIsUnknown
    ? new AwsError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`)
    : new AwsError('InvalidAMIID.Unavailable', `The image ID '${id}' is no longer available`);

const idIn = (world: World, reference: string): string => {
  const id = held(world, reference);
  if (id !== undefined && /^ami-[0-9a-f]+$/.test(id)) return id;
  throw new AwsError(
    'InvalidParameterValue',
    id === undefined
      ? `The Systems Manager parameter ${reference} was not found.`
      : `The value of the Systems Manager parameter ${reference} is not the ID of an AMI.`,
  );
};

/** Undefined: there is no such parameter, no such version of it, or it cannot even be called so. */
const held = (world: World, reference: string): string | undefined => {
  try {
    return findParameter(world, reference)?.version.value;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
};
