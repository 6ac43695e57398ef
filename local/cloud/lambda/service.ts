/** The embedded Lambda: its operations by name. */
import type { Service } from '../kernel/service.ts';
import { lambdaIgnored } from './ignored.ts';
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  putFunctionEventInvokeConfig,
} from './operations/event-invoke-config.ts';
import {
  createEventSourceMapping,
  deleteEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
} from './operations/event-source-mappings.ts';
import {
  deleteFunctionConcurrency,
  getFunction,
  getFunctionConcurrency,
  getFunctionConfiguration,
  listFunctions,
  putFunctionConcurrency,
} from './operations/functions.ts';
import { invoke } from './operations/invoke.ts';

export const lambdaService: Service = {
  name: 'lambda',
  sdk: () => import('@aws-sdk/client-lambda'),
  operations: {
    Invoke: invoke,
    GetFunction: getFunction,
    GetFunctionConfiguration: getFunctionConfiguration,
    ListFunctions: listFunctions,
    PutFunctionConcurrency: putFunctionConcurrency,
    GetFunctionConcurrency: getFunctionConcurrency,
    DeleteFunctionConcurrency: deleteFunctionConcurrency,
    PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig,
    GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig,
    DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig,
    CreateEventSourceMapping: createEventSourceMapping,
    GetEventSourceMapping: getEventSourceMapping,
    ListEventSourceMappings: listEventSourceMappings,
    UpdateEventSourceMapping: updateEventSourceMapping,
    DeleteEventSourceMapping: deleteEventSourceMapping,
  },
  ignored: lambdaIgnored,
};
