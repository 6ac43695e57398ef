/** Receipt handles: the message's id is in them, so one can be told from nonsense. */
import type { World } from '../../kernel/world.ts';
import type { Message } from '../state.ts';

export const newReceiptHandle = ({ random }: Pick<World, 'random'>, message: Message): string =>
  Buffer.from(`${message.id} ${message.receiveCount} ${random.hex(32)}`).toString('base64');

/** The id of the message that a handle is about, or undefined for what was never a handle. */
export const messageIdIn = (receiptHandle: string): string | undefined =>
  /^([0-9a-f-]{36}) \d+ [0-9a-f]{32}$/.exec(Buffer.from(receiptHandle, 'base64').toString())?.[1];
