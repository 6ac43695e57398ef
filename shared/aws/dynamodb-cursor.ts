/** Where the next page begins, as text that people send back: the key of the last item that was looked at. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { AppError } from '../domain/errors.ts';
import { codeOf } from './aws-errors.ts';

export const cursorOf = (key: Record<string, AttributeValue>): string =>
  Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(key).map(([name, value]) => [name, value.S])))).toString(
    'base64url',
  );

/** Throws `BadQuery`. */
export const keyFromCursor = (cursor: string): Record<string, AttributeValue> => {
  try {
    const names = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Record<string, unknown>;
    const entries = Object.entries(names);
    if (entries.length < 2 || entries.some(([, value]) => typeof value !== 'string')) throw new Error('not a cursor');
    return Object.fromEntries(entries.map(([name, value]) => [name, { S: value as string }]));
  } catch {
    throw strangeCursor();
  }
};

const strangeCursor = (): AppError =>
  new AppError('BadQuery', 'This cursor is not one of ours.', {
    errors: [{ pointer: '', parameter: 'cursor', detail: 'is not the "next" of an earlier answer' }],
  });

/** A key that is none of this partition is refused by DynamoDB: somebody made the cursor up. */
export const fromCursor = async <Answer>(start: unknown, query: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await query();
  } catch (error) {
    if (start !== undefined && codeOf(error) === 'ValidationException') throw strangeCursor();
    throw error;
  }
};
