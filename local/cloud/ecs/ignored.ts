/** Members of requests that are accepted and have no effect here. A test compares this list with the code. */
import type { Service } from '../kernel/service.ts';

export const ecsIgnored: NonNullable<Service['ignored']> = {
  CreateCluster: ['configuration', 'serviceConnectDefaults'],
  CreateService: ['gatewayConnectors', 'monitoring'],
  ListTasks: ['daemonName'],
  RunTask: ['platformVersion', 'referenceId', 'volumeConfigurations'],
  StartTask: ['referenceId', 'volumeConfigurations'],
  UpdateCluster: ['configuration', 'serviceConnectDefaults'],
  UpdateService: ['gatewayConnectors', 'monitoring'],
};
