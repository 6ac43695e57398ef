/** What can go wrong with tables. */
import { dynamodbConditionalFailure } from './dynamodb-conditional-failure.ts';
import { dynamodbThrottled } from './dynamodb-throttled.ts';

export const dynamodbFaults = {
  'dynamodb-throttled': dynamodbThrottled,
  'dynamodb-conditional-failure': dynamodbConditionalFailure,
} as const;
