import { inRole } from '../../iam/callers.ts';
import type { World } from '../../kernel/world.ts';
import { StateFailure } from '../language/failure.ts';
import type { Execution, StateMachine } from '../state.ts';
import { announce } from './announce.ts';
import { endExecution } from './end-execution.ts';
import { record } from './record.ts';
import { newStrand } from './strand.ts';
import { walk } from './walk.ts';

export const executionArn = ({ region, account }: World, machine: StateMachine, name: string): string =>
  `arn:aws:states:${region}:${account}:execution:${machine.name}:${name}`;

/** Starts an execution; it goes on by itself until it ends. */
export const beginExecution = (world: World, machine: StateMachine, name: string, input: string): Execution => {
  const execution: Execution = {
    arn: executionArn(world, machine, name),
    name,
    machineArn: machine.arn,
    machineName: machine.name,
    revision: machine.revision,
    input,
    startedAt: world.clock.now(),
    status: 'RUNNING',
    history: [],
  };
  keep(world, execution);
  announce(world, execution);
  void live(world, execution);
  return execution;
};

/** The newest comes last, also where the name had been used before. */
const keep = ({ states }: World, execution: Execution): void => {
  const ofMachine = states.executionsOf.get(execution.machineArn) ?? new Map<string, Execution>();
  states.executionsOf.set(execution.machineArn, ofMachine);
  for (const all of [states.executions, ofMachine]) {
    all.delete(execution.arn);
    all.set(execution.arn, execution);
  }
};

const live = async (world: World, execution: Execution): Promise<void> => {
  const { definition, roleArn } = execution.revision;
  const strand = newStrand({ world, execution, caller: callerOf(world, roleArn, execution.name) });
  execution.stop = (error, cause) => endExecution(strand, { status: 'ABORTED', error, cause });
  record(strand, 'ExecutionStarted', {
    executionStartedEventDetails: { input: execution.input, inputDetails: { truncated: false }, roleArn },
  });
  // The first state follows nothing, as AWS numbers it.
  strand.lastEvent = 0;
  if (definition.TimeoutSeconds !== undefined) {
    const out = () => endExecution(strand, { status: 'TIMED_OUT' });
    strand.timers.add(world.clock.after(definition.TimeoutSeconds * 1000, 'an execution times out', out));
  }
  try {
    const output = await walk(strand, definition, JSON.parse(execution.input));
    endExecution(strand, { status: 'SUCCEEDED', output: JSON.stringify(output) });
  } catch (failure) {
    if (!(failure instanceof StateFailure)) throw failure;
    endExecution(strand, { status: 'FAILED', error: failure.error, cause: failure.reason });
  }
};

const callerOf = (world: World, roleArn: string, session: string) => {
  const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return inRole(world, `ASIA${world.random.hex(16).toUpperCase()}`, role, session);
};
