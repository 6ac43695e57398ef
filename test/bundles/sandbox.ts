/** A deploy bundle in a sandbox, as Lambda has one per function. */
import { Worker } from 'node:worker_threads';

export interface Sandbox {
  /** Answers what the handler answers; rejects with an error of the name and message that it threw. */
  invoke(event: unknown, requestId: string): Promise<unknown>;
  close(): Promise<unknown>;
}
interface Said {
  readonly id: number;
  readonly answer?: unknown;
  readonly thrown?: { readonly name: string; readonly message: string };
}

/** The bundle is loaded when it is called first. `env` is all that it finds in its environment. */
export const sandbox = (path: string, functionName: string, env: Readonly<Record<string, string>>): Sandbox => {
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let thread: Worker | undefined;
  let calls = 0;

  const start = (): Worker => {
    const workerData = { path, functionName };
    const started = new Worker(new URL('./sandbox-thread.ts', import.meta.url), {
      env,
      workerData,
      execArgv: [],
      stdout: true,
    });
    started.on('message', ({ id, answer, thrown }: Said) => {
      if (thrown === undefined) waiting.get(id)?.resolve(answer);
      else waiting.get(id)?.reject(Object.assign(new Error(thrown.message), { name: thrown.name }));
      waiting.delete(id);
    });
    // It could not be loaded, or something was thrown that nobody awaited: on Lambda the sandbox ends too.
    started.on('error', (error) => {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      thread = undefined;
    });
    return started;
  };

  return {
    invoke: (event, requestId) =>
      new Promise((resolve, reject) => {
        const id = calls++;
        waiting.set(id, { resolve, reject });
        thread ??= start();
        thread.postMessage({ id, event, requestId });
      }),
    close: async () => thread?.terminate(),
  };
};
