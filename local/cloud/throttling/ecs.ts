/**
 * "Request throttling for the Amazon ECS API", the whole table, in its order:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 */
import { groupsOf } from './group.ts';

export const ecsThrottles = groupsOf('ecs', {
  'cluster modify': [
    ['CreateCluster', 'DeleteCluster', 'PutClusterCapacityProviders', 'UpdateCluster', 'UpdateClusterSettings'],
    20,
    1,
  ],
  'cluster read': [['DescribeClusters', 'ListClusters'], 50, 20],
  'task definition modify': [['DeregisterTaskDefinition', 'RegisterTaskDefinition'], 20, 1],
  'task definition read': [['DescribeTaskDefinition', 'ListTaskDefinitions', 'ListTaskDefinitionFamilies'], 50, 20],
  'task definition deletion': ['DeleteTaskDefinitions', 5, 1],
  'capacity provider modify': [['CreateCapacityProvider', 'DeleteCapacityProvider', 'UpdateCapacityProvider'], 10, 1],
  'capacity provider read': ['DescribeCapacityProviders', 50, 20],
  'tag modify': [['TagResource', 'UntagResource'], 20, 10],
  'tag read': ['ListTagsForResource', 50, 20],
  'setting modify': [['DeleteAccountSetting', 'PutAccountSetting', 'PutAccountSettingDefault'], 10, 1],
  'setting read': ['ListAccountSettings', 50, 20],
  'cluster resource modify': [
    [
      'DeleteAttributes',
      'DeregisterContainerInstance',
      'ExecuteCommand',
      'PutAttributes',
      'RunTask',
      'StartTask',
      'StopTask',
      'UpdateContainerAgent',
      // The page has a letter too many: UpdateContainerInstancesStates.
      'UpdateContainerInstancesState',
    ],
    100,
    40,
  ],
  'cluster resource read': [
    ['DescribeContainerInstances', 'DescribeTasks', 'ListAttributes', 'ListContainerInstances', 'ListTasks'],
    100,
    20,
  ],
  'agent modify': [
    [
      'RegisterContainerInstance',
      'SubmitAttachmentStateChanges',
      'SubmitContainerStateChange',
      'SubmitTaskStateChange',
    ],
    200,
    120,
  ],
  'service modify': [['CreateService', 'DeleteService', 'UpdateService'], 50, 5],
  'service read': [['DescribeServices', 'ListServices'], 100, 20],
  'service deployment': [['DescribeServiceDeployments', 'ListServiceDeployments'], 50, 20],
  'service revision': ['DescribeServiceRevisions', 50, 20],
  'task protection': [['UpdateTaskProtection', 'GetTaskProtection'], 200, 80],
  'cluster service resource read': ['ListServicesByNamespace', 10, 1],
});
