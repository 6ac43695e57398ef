import * as z from 'zod/mini';
import { spoilCalls } from '../../faults/calls/rules.ts';
import { faultKind } from '../../faults/fault.ts';
import { isAbout, requestChoice } from './chosen-requests.ts';

export const dynamodbConditionalFailure = faultKind({
  what: 'Conditional writes arrive twice, as when the answer to the first is lost and the SDK sends it again: the caller hears what became of the second, mostly that its own write has broken the condition.',
  parameters: z.strictObject(requestChoice),
  begin: (world, { table, ...choice }, over) => {
    const about = isAbout(table);
    return spoilCalls(
      world,
      { service: 'dynamodb', operation: ['PutItem', 'UpdateItem', 'DeleteItem'], ...choice },
      over,
      async (_request, next) => {
        await next();
        return next();
      },
      (request) => about(request) && request.input['ConditionExpression'] !== undefined,
    );
  },
});
