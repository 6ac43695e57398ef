/** Tokens by which a task that waits is found again. They are opaque to whoever holds one. */
import { createHash } from 'node:crypto';
import type { World } from '../../kernel/world.ts';

const marks = 'AQCEAAAAKgAAAAM';

export const issueToken = (world: World, executionArn: string): string => {
  const text = `${executionArn}|${world.random.hex(32)}`;
  return `${marks}${Buffer.from(`${text}|${digest(text)}`).toString('base64')}`;
};

/** The execution whose task a token was issued for; undefined when it is none of ours. */
export const executionOfToken = (token: string): string | undefined => {
  if (!token.startsWith(marks)) return undefined;
  const [arn = '', chance = '', seal] = Buffer.from(token.slice(marks.length), 'base64').toString().split('|');
  return seal === digest(`${arn}|${chance}`) ? arn : undefined;
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
