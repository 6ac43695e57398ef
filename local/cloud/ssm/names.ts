/**
 * How a parameter may be called:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html#sysman-parameter-name-constraints
 */
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';

/** Refuses what no parameter can be called, reserved names included; for writing. */
export const checkNewName = (world: World, name: string): void => {
  checkName(name);
  if (/^\/?(aws|ssm)/i.test(name)) {
    if (/^\/aws\/?/i.test(name)) {
      throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
    }
    throw new AwsError(
      'ValidationException',
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
    );
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw new AwsError('ValidationException', 'Parameter name must be a fully qualified name.');
  }
  if (name.endsWith('/')) throw new AwsError('ValidationException', 'Parameter name must not end with slash.');
  if (name.slice(1).split('/').length > 15) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      'Hierarchies can have a maximum of 15 levels. Shorten the parameter name and try again.',
    );
  }
  // The ARN counts: 1,011 characters remain for the name.
  if (arnOf(world, name).length - `arn:aws:ssm:${world.region}:${world.account}:parameter`.length > 1_011) {
    throw new AwsError('ValidationException', 'Parameter name is too long: it can have at most 1011 characters.');
  }
};

/** Refuses what cannot even be asked for. */
export const checkName = (name: string): void => {
  if (!/^\/?[\w.-]+(\/[\w.-]+)*\/?$/.test(name)) throw malformedName();
};

/** Refuses a path that is none: it begins with a slash, and may end with one. */
export const checkPath = (path: string): void => {
  if (!/^\/([\w.-]+\/)*[\w.-]*$/.test(path)) {
    throw new AwsError(
      'ValidationException',
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". ' +
        'It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following ' +
        'symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, ' +
        'must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
    );
  }
};

export const malformedName = (): AwsError =>
  new AwsError(
    'ValidationException',
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths ' +
      'divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  );

/**
 * Under what a parameter is kept: `name` and `/name` have one ARN, and are one parameter, as getmoto/moto's tests have it that
 * were run against AWS (tests/test_ssm/test_ssm.py, test_parameter_lifecycle_with_leading_slash).
 */
export const keyOf = (name: string): string => (name.includes('/') ? name : `/${name}`);

export const arnOf = (world: World, name: string): string =>
  `arn:aws:ssm:${world.region}:${world.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
