import * as z from 'zod/mini';
import { spoilCalls } from '../../faults/calls/rules.ts';
import { faultKind } from '../../faults/fault.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import { isAbout, requestChoice } from './chosen-requests.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const texts = {
  ProvisionedThroughputExceededException:
    'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  ThrottlingException:
    'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html',
} as const;

/** What a table refuses for want of capacity. */
const onItems = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem'];

export const dynamodbThrottled = faultKind({
  what: 'Tables refuse requests for want of capacity: as provisioned ones do, or (`as: "ThrottlingException"`) on-demand ones.',
  parameters: z.strictObject({
    ...requestChoice,
    operation: z.optional(z.enum(onItems)),
    as: z.optional(z.enum(['ProvisionedThroughputExceededException', 'ThrottlingException'])),
  }),
  begin: (world, { table, operation = onItems, as = 'ProvisionedThroughputExceededException', ...choice }, over) =>
    spoilCalls(
      world,
      { service: 'dynamodb', operation, ...choice },
      over,
      async () => {
        throw new AwsError(as, texts[as]);
      },
      isAbout(table),
    ),
});
