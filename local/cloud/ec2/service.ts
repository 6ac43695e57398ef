/** The embedded EC2: its operations by name, and the default VPC that is there from the start. */
import { AwsError } from '../kernel/aws-error.ts';
import type { Operation, Service } from '../kernel/service.ts';
import { makeDefaultNetwork } from './default-network.ts';
import {
  rebootInstances,
  startInstances,
  stopInstances,
  terminateInstances,
} from './operations/change-instance-states.ts';
import { describeInstances } from './operations/describe-instances.ts';
import { runInstances } from './operations/run-instances.ts';

/**
 * With DryRun an operation changes nothing and says that it would have: an error with status 412. Only RunInstances, which
 * handles the parameter itself, checks the request first.
 */
const orDryRun =
  <Input extends { readonly DryRun?: boolean | undefined }, Output>(
    operation: Operation<Input, Output>,
  ): Operation<Input, Output> =>
  (input, call) => {
    if (input.DryRun === true)
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    return operation(input, call);
  };

export const ec2Service: Service = {
  name: 'ec2',
  sdk: () => import('@aws-sdk/client-ec2'),
  operations: {
    RunInstances: runInstances,
    DescribeInstances: orDryRun(describeInstances),
    TerminateInstances: orDryRun(terminateInstances),
    StopInstances: orDryRun(stopInstances),
    StartInstances: orDryRun(startInstances),
    RebootInstances: orDryRun(rebootInstances),
  },
  prepare: makeDefaultNetwork,
};
