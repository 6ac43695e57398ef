/** Members of requests that are accepted and have no effect here. A test compares this list with the code. */
import type { Service } from '../kernel/service.ts';

export const ecsIgnored: NonNullable<Service['ignored']> = {
  CreateCluster: ['serviceConnectDefaults'],
  CreateService: ['deploymentConfiguration.bakeTimeInMinutes', 'gatewayConnectors', 'monitoring'],
  ListTasks: ['daemonName'],
  RegisterContainerInstance: ['instanceIdentityDocumentSignature', 'platformDevices', 'versionInfo.agentHash'],
  RunTask: ['platformVersion', 'referenceId', 'volumeConfigurations'],
  StartTask: ['referenceId', 'volumeConfigurations'],
  UpdateCluster: ['serviceConnectDefaults'],
  UpdateService: ['deploymentConfiguration.bakeTimeInMinutes', 'gatewayConnectors', 'monitoring'],
};
