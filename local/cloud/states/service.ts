/** The embedded Step Functions: its operations by name. */
import type { Service } from '../kernel/service.ts';
import { createStateMachine } from './operations/create-state-machine.ts';
import { deleteStateMachine } from './operations/delete-state-machine.ts';
import { describeExecution } from './operations/describe-execution.ts';
import { describeStateMachine, describeStateMachineForExecution } from './operations/describe-state-machine.ts';
import { getExecutionHistory } from './operations/get-execution-history.ts';
import { listExecutions } from './operations/list-executions.ts';
import { listStateMachines } from './operations/list-state-machines.ts';
import { startExecution } from './operations/start-execution.ts';
import { stopExecution } from './operations/stop-execution.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './operations/task-reports.ts';
import { updateStateMachine } from './operations/update-state-machine.ts';
import { validateStateMachineDefinition } from './operations/validate-definition.ts';

export const statesService: Service = {
  name: 'sfn',
  sdk: () => import('@aws-sdk/client-sfn'),
  operations: {
    CreateStateMachine: createStateMachine,
    UpdateStateMachine: updateStateMachine,
    DescribeStateMachine: describeStateMachine,
    DescribeStateMachineForExecution: describeStateMachineForExecution,
    ListStateMachines: listStateMachines,
    DeleteStateMachine: deleteStateMachine,
    ValidateStateMachineDefinition: validateStateMachineDefinition,
    StartExecution: startExecution,
    DescribeExecution: describeExecution,
    ListExecutions: listExecutions,
    StopExecution: stopExecution,
    GetExecutionHistory: getExecutionHistory,
    SendTaskSuccess: sendTaskSuccess,
    SendTaskFailure: sendTaskFailure,
    SendTaskHeartbeat: sendTaskHeartbeat,
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTagsForResource,
  },
  ignored: {
    CreateStateMachine: ['encryptionConfiguration'],
    UpdateStateMachine: ['encryptionConfiguration'],
    DescribeStateMachine: ['includedData'],
    DescribeStateMachineForExecution: ['includedData'],
    DescribeExecution: ['includedData'],
    ListExecutions: ['redriveFilter'],
    StartExecution: ['traceHeader'],
    ValidateStateMachineDefinition: ['type', 'severity'],
  },
};
