/**
 * Execution environments: each works on one invocation at a time and is kept for the next. When all are at work, a new one starts.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
import type { World } from '../../kernel/world.ts';
import type { ExecutionEnvironment } from '../state.ts';

/** The idle one that ran last, or else a new one, when it has started. */
export const takeEnvironment = async (world: World, functionName: string): Promise<ExecutionEnvironment> => {
  const { idle } = world.lambda;
  const oldest = world.clock.now() - world.knobs.functionKeptMs;
  const kept = (idle.get(functionName) ?? []).filter(({ since }) => since >= oldest);
  idle.set(functionName, kept);
  const last = kept.pop();
  if (last !== undefined) return last.environment;
  const [from, to] = world.knobs.functionStartMs;
  const environment = { id: world.random.hex(32) };
  if (to > 0) await world.clock.sleep(world.random.between(from, to));
  return environment;
};

/** Keeps it for the next invocation. One whose invocation timed out or crashed is not kept. */
export const keepEnvironment = (world: World, functionName: string, environment: ExecutionEnvironment): void =>
  void world.lambda.idle.get(functionName)?.push({ environment, since: world.clock.now() });
