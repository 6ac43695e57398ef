/** An account with a driver, callers, and functions that remember what they were given. */
import { createCloud } from '../../../local/cloud/cloud.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';
import type { Knobs } from '../../../local/cloud/kernel/knobs.ts';
import type { HostedFunction, InvocationContext } from '../../../local/cloud/lambda/state.ts';

export const start = Date.UTC(2026, 0, 5, 9);
export const caller = { accessKeyId: 'key', role: 'tester', arn: 'arn:aws:iam::000000000000:role/tester' };

/** Times of its own cost nothing here, so that those that AWS documents can be told exactly. */
const prompt: Partial<Knobs> = { queueNoticeMs: [0, 0], functionStartMs: [0, 0] };

export const stage = (knobs: Partial<Knobs> = {}) => {
  const cloud = createCloud({ seed: 1, startAt: start, knobs: { ...prompt, ...knobs } });
  const driver = new JumpDriver(cloud.clock);
  const call = async <Output = Record<string, unknown>>(service: string, operation: string, input: object) =>
    (await driver.finish(cloud.call(service, operation, input, caller))) as Output;

  /** Hosts a function; `calls` holds when it was called, in ms since the start, and with what. */
  const host = (
    name: string,
    does: (payload: never, context: InvocationContext) => unknown = () => null,
    more: Partial<HostedFunction> = {},
  ) => {
    const calls: { readonly at: number; readonly payload: unknown; readonly requestId: string }[] = [];
    const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
    cloud.world.lambda.functions.set(name, {
      name,
      arn,
      timeoutSeconds: 10,
      invoke: async (payload, context) => {
        calls.push({ at: cloud.clock.now() - start, payload, requestId: context.requestId });
        return does(payload as never, context);
      },
      ...more,
    });
    return { arn, calls };
  };

  const queue = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl } = await call<{ QueueUrl: string }>('sqs', 'CreateQueue', { QueueName, Attributes });
    return {
      url: QueueUrl,
      arn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}`,
      send: (MessageBody: string, more: object = {}) => call('sqs', 'SendMessage', { QueueUrl, MessageBody, ...more }),
      receive: async () => {
        const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
        return (await call<{ Messages?: Received[] }>('sqs', 'ReceiveMessage', input)).Messages ?? [];
      },
      free: () => cloud.world.sqs.queues.get(QueueName)!.messages.size,
    };
  };
  return { cloud, driver, call, host, queue };
};

interface Received {
  readonly Body: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string }>>;
}
