/** What a function finds around itself, for tests of adapters: a clock that notes how long it was asked to wait. */
import type { Surroundings } from '../../shared/runtime.ts';

export interface QuietSurroundings extends Surroundings {
  readonly slept: number[];
  readonly lines: string[];
}

export const quietSurroundings = (env: Record<string, string> = {}): QuietSurroundings => {
  const slept: number[] = [];
  const lines: string[] = [];
  let count = 0;
  return {
    slept,
    lines,
    env,
    clock: { now: () => 1_700_000_000_000, sleep: async (ms) => void slept.push(ms) },
    random: () => 0.5,
    uuid: () => `uuid-${++count}`,
    aws: { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    connect: (client) => client,
    writeLine: (line) => void lines.push(line),
  };
};

/** An error as the SDK throws it. */
export const awsException = (name: string, status: number, message = name): Error =>
  Object.assign(new Error(message), {
    name,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status },
  });
