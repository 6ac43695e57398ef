/** The embedded ECS: its operations by name. */
import type { Service } from '../kernel/service.ts';
import { listAccountSettings, putAccountSetting, putAccountSettingDefault } from './operations/account-settings.ts';
import { createCluster, deleteCluster, updateCluster } from './operations/clusters.ts';
import { describeClusters, listClusters } from './operations/describe-clusters.ts';
import { describeTasks } from './operations/describe-tasks.ts';
import { registerTaskDefinition } from './operations/register-task-definition.ts';
import { runTask } from './operations/run-task.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';

export const ecsService: Service = {
  name: 'ecs',
  sdk: () => import('@aws-sdk/client-ecs'),
  operations: {
    CreateCluster: createCluster,
    DeleteCluster: deleteCluster,
    DescribeClusters: describeClusters,
    DescribeTasks: describeTasks,
    ListAccountSettings: listAccountSettings,
    ListClusters: listClusters,
    ListTagsForResource: listTagsForResource,
    PutAccountSetting: putAccountSetting,
    PutAccountSettingDefault: putAccountSettingDefault,
    RegisterTaskDefinition: registerTaskDefinition,
    RunTask: runTask,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateCluster: updateCluster,
  },
};
