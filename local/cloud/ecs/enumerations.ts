/**
 * Members of requests that take one of a few words. The SDK's schemas know them as strings, so they stand here; from the API
 * reference, https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html. The words of the refusal are ours.
 */
import { AwsError } from '../kernel/aws-error.ts';
import type { Operation } from '../kernel/service.ts';

type Words = Readonly<Record<string, readonly string[]>>;

/** Wherever a request has such a member. */
const everywhere: Words = {
  availabilityZoneRebalancing: ['ENABLED', 'DISABLED'],
  desiredStatus: ['RUNNING', 'PENDING', 'STOPPED'],
  launchType: ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'],
  propagateTags: ['TASK_DEFINITION', 'SERVICE', 'NONE'],
  schedulingStrategy: ['REPLICA', 'DAEMON'],
  sort: ['ASC', 'DESC'],
};

/** Members whose words differ from operation to operation. */
const particular: Readonly<Record<string, Words>> = {
  DescribeClusters: { include: ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'] },
  DescribeContainerInstances: { include: ['TAGS', 'CONTAINER_INSTANCE_HEALTH'] },
  DescribeServices: { include: ['TAGS'] },
  DescribeTaskDefinition: { include: ['TAGS'] },
  DescribeTasks: { include: ['TAGS'] },
  ListContainerInstances: {
    status: ['ACTIVE', 'DRAINING', 'REGISTERING', 'DEREGISTERING', 'REGISTRATION_FAILED'],
  },
  ListServiceDeployments: {
    status: [
      'PENDING',
      'SUCCESSFUL',
      'STOPPED',
      'STOP_REQUESTED',
      'IN_PROGRESS',
      'ROLLBACK_REQUESTED',
      'ROLLBACK_IN_PROGRESS',
      'ROLLBACK_SUCCESSFUL',
      'ROLLBACK_FAILED',
    ],
  },
  ListTaskDefinitionFamilies: { status: ['ACTIVE', 'INACTIVE', 'ALL'] },
  ListServices: { resourceManagementType: ['CUSTOMER', 'ECS'] },
  ListTaskDefinitions: { status: ['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'] },
  StopServiceDeployment: { stopType: ['ABORT', 'ROLLBACK'] },
};

/** The operation, refusing words that it does not know before anything else. */
export const checked = <Input, Output>(name: string, operation: Operation<Input, Output>): Operation<Input, Output> => {
  const words: Words = { ...everywhere, ...particular[name] };
  return (input, call) => {
    for (const [member, allowed] of Object.entries(words)) {
      const given: unknown = (input as Readonly<Record<string, unknown>>)[member];
      const unknown = (Array.isArray(given) ? given : [given]).find((word) => !isOneOf(allowed, word));
      if (unknown !== undefined)
        throw new AwsError('InvalidParameterException', `${member} should be one of [${allowed.join(',')}].`);
    }
    return operation(input, call);
  };
};

const isOneOf = (allowed: readonly string[], word: unknown): boolean =>
  word === undefined || (typeof word === 'string' && allowed.includes(word));
