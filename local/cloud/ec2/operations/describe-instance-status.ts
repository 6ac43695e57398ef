import type {
  DescribeInstanceStatusCommandInput,
  DescribeInstanceStatusCommandOutput,
  InstanceStatus,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { type Fields, filtered } from '../filters.ts';
import { foundAll } from '../ids.ts';
import { page, withToken } from '../paging.ts';
import type { Ec2Instance } from '../state.ts';
import { showState } from '../views/instance.ts';

/**
 * Running instances only, unless IncludeAllInstances
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html).
 */
export const describeInstanceStatus: Operation<
  DescribeInstanceStatusCommandInput,
  DescribeInstanceStatusCommandOutput
> = (request, { world }) => {
  const named =
    request.InstanceIds === undefined
      ? [...world.ec2.instances.values()]
      : foundAll('instance', world.ec2.instances, request.InstanceIds);
  const looked = request.IncludeAllInstances === true ? named : named.filter((one) => one.state === 'running');
  const matching = filtered(looked, request.Filters, fields(world)).sort((a, b) => a.order - b.order);
  const { items, nextToken } = page(matching, (instance) => instance.order, request);
  return { InstanceStatuses: items.map((instance) => showStatus(world, instance)), ...withToken(nextToken) };
};

/** Both checks begin anew with each start and pass together. */
const checkOf = (world: World, instance: Ec2Instance) => {
  if (instance.state !== 'running') return { status: 'not-applicable', reachability: undefined } as const;
  return (instance.checksPassAt ?? 0) > world.clock.now()
    ? ({ status: 'initializing', reachability: 'initializing' } as const)
    : ({ status: 'ok', reachability: 'passed' } as const);
};

const showStatus = (world: World, instance: Ec2Instance): InstanceStatus => {
  const { status, reachability } = checkOf(world, instance);
  const check = {
    Status: status,
    ...(reachability !== undefined && { Details: [{ Name: 'reachability' as const, Status: reachability }] }),
  };
  return {
    AvailabilityZone: instance.availabilityZone,
    InstanceId: instance.id,
    InstanceState: showState(instance.state),
    InstanceStatus: check,
    SystemStatus: check,
  };
};

const fields = (world: World): Fields<Ec2Instance> => ({
  'availability-zone': (instance) => instance.availabilityZone,
  'instance-state-code': (instance) => String(showState(instance.state).Code),
  'instance-state-name': (instance) => instance.state,
  'instance-status.reachability': (instance) => checkOf(world, instance).reachability,
  'instance-status.status': (instance) => checkOf(world, instance).status,
  'system-status.reachability': (instance) => checkOf(world, instance).reachability,
  'system-status.status': (instance) => checkOf(world, instance).status,
});
