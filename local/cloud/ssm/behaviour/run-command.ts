/**
 * A command on its way: to each node as soon as that can be reached, through the steps of its document there, and back.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html
 */
import type { CommandInvocationStatus } from '@aws-sdk/client-ssm';
import { runScript } from '../../ec2/behaviour/run-script.ts';
import type { World } from '../../kernel/world.ts';
import type { Command, Invocation, StepRun } from '../command-state.ts';
import { hasEnded, mostAtOnce, statusOf, tooManyErrors } from '../command-status.ts';
import type { Step } from '../documents/document.ts';
import { fill } from '../documents/fill.ts';
import { isHeard, onceHeard } from './agent.ts';
import { announceCommand, announceInvocation } from './announce.ts';

/** How far something is; where its details say no more than its status they are left out. */
interface Standing {
  readonly status: CommandInvocationStatus;
  readonly details?: string;
}

const outOfTime: Standing = { status: 'TimedOut', details: 'ExecutionTimedOut' };

/** From Systems Manager to an agent that listens. */
const deliveryMs: readonly [from: number, to: number] = [100, 900];

/** Sends the invocations on their way. What cannot be delivered waits for its node, but not for ever. */
export const beginCommand = (world: World, command: Command): void => {
  announceCommand(world, command);
  sendMore(world, command);
};

/** As many at once as MaxConcurrency allows; after more failures than MaxErrors allows the others are not sent at all. */
const sendMore = (world: World, command: Command): void => {
  const waiting = [...command.invocations.values()].filter((one) => !hasEnded(one) && one.deadline === undefined);
  if (waiting.length === 0) return;
  if (tooManyErrors(command)) {
    for (const invocation of waiting)
      finish(world, command, invocation, { status: 'Cancelled', details: 'Terminated' });
    return;
  }
  const underWay = [...command.invocations.values()].filter((one) => !hasEnded(one) && one.deadline !== undefined);
  for (const invocation of waiting.slice(0, Math.max(0, mostAtOnce(command) - underWay.length)))
    sendOne(world, command, invocation);
};

const sendOne = (world: World, command: Command, invocation: Invocation): void => {
  const { instanceId } = invocation;
  const untilMs = world.knobs.ssmDeliveryCountsExecution
    ? command.expiresAt - command.requestedAt
    : command.deliveryTimeoutSeconds * 1_000;
  invocation.deadline = world.clock.after(untilMs, `a command for ${instanceId} is not delivered`, () =>
    settle(world, command, invocation, { status: 'TimedOut', details: 'DeliveryTimedOut' }),
  );
  const node = world.ssm.nodes.get(instanceId);
  if (node === undefined || !isHeard(world, instanceId)) change(world, command, invocation, { status: 'Delayed' });
  if (node === undefined) return;
  onceHeard(world, node, () => {
    const ms = world.random.between(...deliveryMs);
    world.clock.after(ms, `a command reaches ${instanceId}`, () => arrive(world, command, invocation));
  });
};

/** Its node may have been lost on the way; then it waits again. */
const arrive = async (world: World, command: Command, invocation: Invocation): Promise<void> => {
  if (hasEnded(invocation)) return;
  const node = world.ssm.nodes.get(invocation.instanceId);
  if (node === undefined) return;
  if (!isHeard(world, invocation.instanceId)) {
    onceHeard(world, node, () => void arrive(world, command, invocation));
    return;
  }
  invocation.deadline?.cancel();
  invocation.deadline = world.clock.at(command.expiresAt, `a command on ${invocation.instanceId} is given up`, () =>
    settle(world, command, invocation, outOfTime),
  );
  change(world, command, invocation, { status: 'InProgress' });
  invocation.abort = new AbortController();
  const steps = command.document.content.steps;
  for (const [index, step] of steps.entries())
    if (!(await runStep(world, command, invocation, step, invocation.steps[index]!, invocation.abort.signal))) return;
  onceHeard(world, node, () => report(world, command, invocation));
};

/** A step that fails does not keep the next ones from running. False: there is nobody left who could go on. */
const runStep = async (
  world: World,
  command: Command,
  { instanceId }: Invocation,
  step: Step,
  run: StepRun,
  signal: AbortSignal,
): Promise<boolean> => {
  const instance = world.ec2.instances.get(instanceId);
  if (instance === undefined) return false;
  const { script, timeoutSeconds, workingDirectory } = fill(step, command.values);
  begin(run, world.clock.now());
  const timeoutMs = timeoutSeconds * 1_000;
  const outcome = await runScript(world, instance, { text: script, workingDirectory, timeoutMs, signal });
  if (outcome.how === 'machine down' || outcome.how === 'broken off') return false;
  run.endedAt = world.clock.now();
  if (outcome.how !== 'ended') {
    mark(run, outOfTime);
    return true;
  }
  run.exitCode = outcome.exitCode;
  run.stdout = outcome.stdout;
  const failed = outcome.exitCode !== 0;
  // As amazon-ssm-agent adds it.
  run.stderr = failed ? `${outcome.stderr}failed to run commands: exit status ${outcome.exitCode}` : outcome.stderr;
  mark(run, { status: failed ? 'Failed' : 'Success' });
  return true;
};

/** The agent says how it went. */
const report = (world: World, command: Command, invocation: Invocation): void => {
  const worst = ['Failed', 'TimedOut', 'Success'] as const;
  const status = worst.find((one) => invocation.steps.some((step) => step.status === one)) ?? 'Success';
  settle(world, command, invocation, status === 'TimedOut' ? outOfTime : { status });
};

/** Ends an invocation, once; what still runs there is broken off. */
export const settle = (world: World, command: Command, invocation: Invocation, to: Standing): void => {
  if (hasEnded(invocation)) return;
  finish(world, command, invocation, to);
  sendMore(world, command);
};

const finish = (world: World, command: Command, invocation: Invocation, to: Standing): void => {
  invocation.deadline?.cancel();
  for (const step of invocation.steps) if (!hasEnded(step)) mark(step, to);
  change(world, command, invocation, to);
  invocation.abort?.abort();
};

const begin = (run: StepRun, now: number): void => {
  run.startedAt = now;
  mark(run, { status: 'InProgress' });
};

const mark = (run: StepRun, to: Standing): void => {
  run.status = to.status;
  run.statusDetails = to.details ?? to.status;
};

const change = (world: World, command: Command, invocation: Invocation, to: Standing): void => {
  invocation.status = to.status;
  invocation.statusDetails = to.details ?? to.status;
  announceInvocation(world, command, invocation);
  const before = command.status;
  const now = statusOf(command);
  command.status = now.status;
  command.statusDetails = now.statusDetails;
  if (before !== command.status) announceCommand(world, command);
};
