import * as z from 'zod/mini';
import { spoilCalls } from '../../faults/calls/rules.ts';
import { FaultRefused, faultKind } from '../../faults/fault.ts';
import { accessDenied } from '../refusals.ts';

/** Prefixes of actions that are not the names of their services. */
const services: Readonly<Record<string, string>> = { events: 'eventbridge', states: 'sfn' };

export const permissionRevoked = faultKind({
  what: 'A role may no longer do something: its calls are refused in the words of the service. Actions are named as in policies, `ecs:RunTask`, `ec2:*`.',
  parameters: z.strictObject({
    /** By name. */
    role: z.string(),
    action: z.string().check(z.regex(/^[a-z0-9-]+:[A-Za-z*]+$/)),
  }),
  begin: (world, { role, action }, over) => {
    if (role.endsWith('.amazonaws.com'))
      throw new FaultRefused('Roles of customers lose permissions, services of AWS do not.');
    const [prefix = '', name = ''] = action.split(':');
    const service = services[prefix] ?? prefix;
    return spoilCalls(world, { service, operation: operationsOf(service, name), role }, over, async (request) => {
      throw accessDenied(service, `${prefix}:${actionOf(service, request.operation)}`, request.caller);
    });
  },
});

/** SQS asks for the same permission for one message and for a batch; Lambda's Invoke has an action of another name. */
const operationsOf = (service: string, name: string): string | string[] => {
  if (service === 'sqs') return [name, `${name}Batch`];
  return service === 'lambda' && name === 'InvokeFunction' ? 'Invoke' : name;
};

const actionOf = (service: string, operation: string): string => {
  if (service === 'sqs') return operation.replace(/Batch$/, '');
  return service === 'lambda' && operation === 'Invoke' ? 'InvokeFunction' : operation;
};
