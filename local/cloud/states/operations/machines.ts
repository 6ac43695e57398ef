/** What the operations of state machines share: finding one, reading a definition, showing one. */
import type { DescribeStateMachineCommandOutput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { checkDefinition } from '../language/check.ts';
import type { Definition } from '../language/definition.ts';
import type { StateMachine } from '../state.ts';

export const findMachine = (world: World, arn: string | undefined): StateMachine => {
  if (!arn?.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  const machine = world.states.machines.get(arn);
  if (machine === undefined) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
};

export const readDefinition = (text: string): Definition => {
  const checked = checkDefinition(text);
  if ('definition' in checked) return checked.definition;
  const problems = checked.problems.map(({ code, message, path }) => `${code}: ${message}${path && ` at ${path}`}`);
  throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join(', ')}'`);
};

export const readRole = (arn: string | undefined): string => {
  if (arn !== undefined && /^arn:aws:iam::\d{12}:role\/.+/.test(arn)) return arn;
  throw new AwsError('InvalidArn', `Invalid Role Arn: '${arn}'`);
};

export const refuseVersions = (input: {
  readonly publish?: boolean | undefined;
  readonly versionDescription?: string | undefined;
}): void => {
  if (input.publish || input.versionDescription !== undefined)
    throw new AwsError('ValidationException', 'The embedded AWS has no versions of state machines.');
};

/** Names of machines and executions: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const readName = (name: string | undefined): string => {
  if (name !== undefined && !forbidden.test(name)) return name;
  throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that a name must not have.
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

export const shown = (machine: StateMachine) =>
  ({
    name: machine.name,
    stateMachineArn: machine.arn,
    definition: machine.revision.text,
    roleArn: machine.revision.roleArn,
    loggingConfiguration: machine.revision.logging,
    tracingConfiguration: { enabled: machine.revision.tracing },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    ...(machine.revision.id === undefined ? {} : { revisionId: machine.revision.id }),
  }) satisfies Partial<DescribeStateMachineCommandOutput>;
