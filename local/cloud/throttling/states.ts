/**
 * "Quotas related to API action throttling", the column of us-east-1, us-west-2 and eu-west-1:
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
import { ownBuckets } from './group.ts';

export const statesThrottles = ownBuckets('sfn', {
  StartExecution: [1_300, 300],
  CreateStateMachine: [100, 1],
  DeleteStateMachine: [100, 1],
  DescribeExecution: [300, 15],
  DescribeStateMachine: [200, 20],
  DescribeStateMachineForExecution: [200, 1],
  GetExecutionHistory: [400, 20],
  ListExecutions: [200, 5],
  ListStateMachines: [100, 5],
  ListStateMachineVersions: [100, 1],
  ListTagsForResource: [100, 1],
  RedriveExecution: [1_300, 300],
  SendTaskFailure: [3_000, 500],
  SendTaskHeartbeat: [3_000, 500],
  SendTaskSuccess: [3_000, 500],
  StopExecution: [1_000, 200],
  TagResource: [200, 1],
  TestState: [50, 10],
  UntagResource: [200, 1],
  UpdateStateMachine: [100, 1],
  ValidateStateMachineDefinition: [100, 1],
});
