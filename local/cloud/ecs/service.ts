/** The embedded ECS: its operations by name. */
import type { Service } from '../kernel/service.ts';
import { ecsIgnored } from './ignored.ts';
import { listAccountSettings, putAccountSetting, putAccountSettingDefault } from './operations/account-settings.ts';
import { deleteAttributes, listAttributes, putAttributes } from './operations/attributes.ts';
import {
  deregisterContainerInstance,
  updateContainerAgent,
  updateContainerInstancesState,
} from './operations/change-container-instances.ts';
import { createCluster, deleteCluster, updateCluster } from './operations/clusters.ts';
import { describeContainerInstances, listContainerInstances } from './operations/container-instances.ts';
import { createService } from './operations/create-service.ts';
import { deleteService } from './operations/delete-service.ts';
import { deleteTaskDefinitions, deregisterTaskDefinition } from './operations/deregister-task-definition.ts';
import { describeClusters, listClusters } from './operations/describe-clusters.ts';
import { describeServices, listServices } from './operations/describe-services.ts';
import {
  describeTaskDefinition,
  listTaskDefinitionFamilies,
  listTaskDefinitions,
} from './operations/describe-task-definitions.ts';
import { describeTasks } from './operations/describe-tasks.ts';
import { listTasks } from './operations/list-tasks.ts';
import { registerContainerInstance } from './operations/register-container-instance.ts';
import { registerTaskDefinition } from './operations/register-task-definition.ts';
import { runTask } from './operations/run-task.ts';
import {
  describeServiceDeployments,
  listServiceDeployments,
  stopServiceDeployment,
} from './operations/service-deployments.ts';
import { describeServiceRevisions } from './operations/service-revisions.ts';
import { startTask } from './operations/start-task.ts';
import { stopTask } from './operations/stop-task.ts';
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts';
import { getTaskProtection, updateTaskProtection } from './operations/task-protection.ts';
import { updateService } from './operations/update-service.ts';

export const ecsService: Service = {
  name: 'ecs',
  sdk: () => import('@aws-sdk/client-ecs'),
  operations: {
    CreateCluster: createCluster,
    CreateService: createService,
    DeleteAttributes: deleteAttributes,
    DeleteCluster: deleteCluster,
    DeleteService: deleteService,
    DeleteTaskDefinitions: deleteTaskDefinitions,
    DeregisterContainerInstance: deregisterContainerInstance,
    DeregisterTaskDefinition: deregisterTaskDefinition,
    DescribeClusters: describeClusters,
    DescribeContainerInstances: describeContainerInstances,
    DescribeServiceDeployments: describeServiceDeployments,
    DescribeServiceRevisions: describeServiceRevisions,
    DescribeServices: describeServices,
    DescribeTaskDefinition: describeTaskDefinition,
    DescribeTasks: describeTasks,
    GetTaskProtection: getTaskProtection,
    ListAccountSettings: listAccountSettings,
    ListAttributes: listAttributes,
    ListClusters: listClusters,
    ListContainerInstances: listContainerInstances,
    ListServiceDeployments: listServiceDeployments,
    ListServices: listServices,
    ListTagsForResource: listTagsForResource,
    ListTaskDefinitionFamilies: listTaskDefinitionFamilies,
    ListTaskDefinitions: listTaskDefinitions,
    ListTasks: listTasks,
    PutAccountSetting: putAccountSetting,
    PutAccountSettingDefault: putAccountSettingDefault,
    PutAttributes: putAttributes,
    RegisterContainerInstance: registerContainerInstance,
    RegisterTaskDefinition: registerTaskDefinition,
    RunTask: runTask,
    StartTask: startTask,
    StopServiceDeployment: stopServiceDeployment,
    StopTask: stopTask,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateCluster: updateCluster,
    UpdateContainerAgent: updateContainerAgent,
    UpdateContainerInstancesState: updateContainerInstancesState,
    UpdateService: updateService,
    UpdateTaskProtection: updateTaskProtection,
  },
  ignored: ecsIgnored,
};
