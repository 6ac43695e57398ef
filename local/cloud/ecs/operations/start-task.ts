import type { Failure, StartTaskCommandInput, StartTaskCommandOutput, Task } from '@aws-sdk/client-ecs';
import { limits } from '../../../../shared/ecs/limits.ts';
import { familyGroup } from '../../../../shared/ecs/names.ts';
import { obstacles } from '../../../../shared/ecs/placement.ts';
import { taskRequirements } from '../../../../shared/ecs/requirements.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { launchTask } from '../behaviour/launch-task.ts';
import { subnetFor } from '../behaviour/task-network.ts';
import { arnOfHost, clusterOf, findHost, runnableTaskDefinition } from '../find.ts';
import { capacityOf } from '../host-capacity.ts';
import { checkNetwork } from '../network-rules.ts';
import { checkOverrides } from '../placement-rules.ts';
import { shownWhenStarted } from '../views/started-task.ts';
import { launchTags } from './run-task.ts';

/**
 * A task on each of up to 10 container instances that the caller names.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StartTask.html
 */
export const startTask: Operation<StartTaskCommandInput, StartTaskCommandOutput> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const definition = runnableTaskDefinition(world, input.taskDefinition);
  const asked = input.containerInstances ?? [];
  if (asked.length === 0) throw new AwsError('InvalidParameterException', 'Container instance cannot be empty.');
  if (asked.length > limits.hostsPerStartTask)
    throw new AwsError('InvalidParameterException', 'Container instances cannot have more than 10 elements.');
  checkNetwork(world, definition, input.networkConfiguration);
  checkOverrides(definition, input.overrides);
  const tags = launchTags(cluster, definition, input);

  const group = input.group ?? familyGroup(definition.family);
  const requirements = taskRequirements(definition.form, input.overrides);
  const tasks: Task[] = [];
  const failures: Failure[] = [];
  for (const identifier of asked) {
    const host = findHost(cluster, identifier);
    if (host === undefined) {
      failures.push({ arn: arnOfHost(world, cluster, identifier), reason: 'MISSING' });
      continue;
    }
    const [obstacle] = obstacles(capacityOf(host), { requirements, group, constraints: [] });
    const elsewhere = requirements.needsEni && subnetFor(world, input.networkConfiguration, host) === undefined;
    const reason = obstacle?.reason ?? (elsewhere ? 'LOCATION' : undefined);
    if (reason !== undefined) failures.push({ arn: host.arn, reason });
    else {
      const { startedBy, overrides, networkConfiguration: network, enableExecuteCommand: executeCommand } = input;
      const launch = { definition, host, group, startedBy, overrides, network, tags, executeCommand };
      tasks.push(shownWhenStarted(launchTask(world, launch).shown));
    }
  }
  return { tasks, failures };
};
