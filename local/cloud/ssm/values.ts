/**
 * What a parameter may hold, and in which tier:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
 */
import { AwsError } from '../kernel/aws-error.ts';
import type { Tier } from './state.ts';

const STANDARD_BYTES = 4_096;
const ADVANCED_BYTES = 8_192;

export const checkValue = (value: string, allowedPattern: string | undefined): void => {
  if (value.length < 1) {
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (/\{\{.*\}\}/s.test(value)) {
    throw new AwsError(
      'ValidationException',
      'Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.',
    );
  }
  if (allowedPattern !== undefined && allowedPattern !== '' && !compile(allowedPattern).test(value)) {
    throw new AwsError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
    );
  }
};

const compile = (pattern: string): RegExp => {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    throw new AwsError(
      'InvalidAllowedPatternException',
      'The request does not meet the regular expression requirement.',
    );
  }
};

/** The tier that the value gets; an advanced parameter stays one. */
export const tierFor = (value: string, asked: string | undefined, current: Tier | undefined): Tier => {
  const bytes = Buffer.byteLength(value);
  if (current === 'Advanced' && asked === 'Standard') {
    throw new AwsError(
      'ValidationException',
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to " +
        'the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.',
    );
  }
  const mayGrow = asked === 'Advanced' || current === 'Advanced' || asked === 'Intelligent-Tiering';
  if (bytes > STANDARD_BYTES && !mayGrow) throw tooLong('Standard', STANDARD_BYTES);
  if (bytes > ADVANCED_BYTES) throw tooLong('Advanced', ADVANCED_BYTES);
  return asked === 'Advanced' || current === 'Advanced' || bytes > STANDARD_BYTES ? 'Advanced' : 'Standard';
};

const tooLong = (tier: Tier, limit: number): AwsError =>
  new AwsError(
    'ValidationException',
    `${tier} tier parameters support a maximum parameter value of ${limit} characters.${
      tier === 'Standard'
        ? ' To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see ' +
          'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html'
        : ''
    }`,
  );
