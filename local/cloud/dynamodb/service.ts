/** The embedded dynamodb: its operations by name. */
import type { Service } from '../kernel/service.ts';

export const dynamodbService: Service = {
  name: 'dynamodb',
  sdk: () => import('@aws-sdk/client-dynamodb'),
  operations: {},
};
