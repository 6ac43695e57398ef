/**
 * Which calls share a token bucket of an account, and so a back-off. Of ECS as its table says; everywhere else each operation
 * has one of its own, as EC2's are. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const ecsGroups: Readonly<Record<string, readonly string[]>> = {
  'cluster modify': ['CreateCluster', 'DeleteCluster', 'UpdateCluster'],
  'cluster read': ['DescribeClusters', 'ListClusters'],
  'task definition modify': ['RegisterTaskDefinition', 'DeregisterTaskDefinition'],
  'task definition read': ['DescribeTaskDefinition', 'ListTaskDefinitions', 'ListTaskDefinitionFamilies'],
  'cluster resource modify': [
    'DeregisterContainerInstance',
    'PutAttributes',
    'RunTask',
    'StartTask',
    'StopTask',
    'UpdateContainerInstancesState',
  ],
  'cluster resource read': ['DescribeContainerInstances', 'DescribeTasks', 'ListContainerInstances', 'ListTasks'],
  'service modify': ['CreateService', 'DeleteService', 'UpdateService'],
  'service read': ['DescribeServices', 'ListServices'],
};

const ecsGroupOf = new Map(
  Object.entries(ecsGroups).flatMap(([group, operations]) =>
    operations.map((operation) => [operation, group] as const),
  ),
);

/** `client` and `command` are the SDK's names for them: `ECSClient`, `ListTasksCommand`. */
export const apiGroupOf = (client = '', command = ''): string => {
  const service = client.replace(/Client$/, '');
  const operation = command.replace(/Command$/, '');
  return `${service} ${(service === 'ECS' && ecsGroupOf.get(operation)) || operation}`;
};
