import type {
  CreateStateMachineCommandInput,
  CreateStateMachineCommandOutput,
  LoggingConfiguration,
} from '@aws-sdk/client-sfn';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { Revision, StateMachine } from '../state.ts';
import { readDefinition, readName, readRole, refuseVersions } from './machines.ts';

const noLogging: LoggingConfiguration = { level: 'OFF', includeExecutionData: false };

/**
 * Idempotent by name: the same definition, type, logging and tracing again answers with the machine that is there, and
 * ignores another role or other tags. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export const createStateMachine: Operation<CreateStateMachineCommandInput, CreateStateMachineCommandOutput> = (
  input,
  { world },
) => {
  const name = readName(input.name);
  refuseVersions(input);
  const revision: Revision = {
    text: input.definition ?? '',
    definition: readDefinition(input.definition ?? ''),
    roleArn: readRole(input.roleArn),
    logging: input.loggingConfiguration ?? noLogging,
    tracing: input.tracingConfiguration?.enabled ?? false,
    at: world.clock.now(),
  };
  if (input.type === 'EXPRESS')
    throw new AwsError('ValidationException', 'The embedded AWS has no express workflows: type must be STANDARD');
  const arn = `arn:aws:states:${world.region}:${world.account}:stateMachine:${name}`;
  const there = world.states.machines.get(arn);
  if (there !== undefined) return answer(same(there, revision));
  const machine: StateMachine = {
    arn,
    name,
    createdAt: revision.at,
    status: 'ACTIVE',
    revision,
    tags: new Map(input.tags?.map(({ key, value }) => [key ?? '', value ?? ''])),
  };
  world.states.machines.set(arn, machine);
  return answer(machine);
};

const answer = (machine: StateMachine) => ({ stateMachineArn: machine.arn, creationDate: new Date(machine.createdAt) });

const same = (there: StateMachine, wished: Revision): StateMachine => {
  if (there.status === 'DELETING')
    throw new AwsError('StateMachineDeleting', `State Machine is being deleted: '${there.arn}'`);
  const identity = ({ definition, logging, tracing }: Revision) => JSON.stringify([definition, logging, tracing]);
  if (identity(there.revision) === identity(wished)) return there;
  throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${there.arn}'`);
};
