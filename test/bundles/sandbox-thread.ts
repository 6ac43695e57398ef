/** Runs in a thread of its own: one bundle, with its own environment and modules, called as Lambda's runtime calls it. */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

interface Asked {
  readonly id: number;
  readonly event: unknown;
  readonly requestId: string;
}

const { path, functionName } = workerData as { path: string; functionName: string };
const { handler } = createRequire(import.meta.url)(path) as {
  handler: (event: unknown, context: object) => Promise<unknown>;
};

parentPort?.on('message', async ({ id, event, requestId }: Asked) => {
  const deadline = Date.now() + 28_000;
  const getRemainingTimeInMillis = () => deadline - Date.now();
  const context = { awsRequestId: requestId, functionName, getRemainingTimeInMillis };
  try {
    parentPort?.postMessage({ id, answer: await handler(event, context) });
  } catch (error) {
    const { name, message } = error as Error;
    parentPort?.postMessage({ id, thrown: { name, message } });
  }
});
