/** The embedded EC2: its operations by name, and the default VPC that is there from the start. */
import { AwsError } from '../kernel/aws-error.ts';
import type { Operation, Service } from '../kernel/service.ts';
import { heedReach } from './behaviour/reach.ts';
import { makeDefaultNetwork } from './default-network.ts';
import { ec2Ignored } from './ignored.ts';
import {
  rebootInstances,
  startInstances,
  stopInstances,
  terminateInstances,
} from './operations/change-instance-states.ts';
import {
  associateRouteTable,
  createRoute,
  createRouteTable,
  deleteRoute,
  deleteRouteTable,
  disassociateRouteTable,
} from './operations/change-route-tables.ts';
import { describeImages } from './operations/describe-images.ts';
import { describeInstanceStatus } from './operations/describe-instance-status.ts';
import { describeInstanceTypeOfferings, describeInstanceTypes } from './operations/describe-instance-types.ts';
import { describeInstances } from './operations/describe-instances.ts';
import { describeRouteTables } from './operations/describe-route-tables.ts';
import { describeAvailabilityZones, describeRegions } from './operations/describe-zones.ts';
import {
  describeInstanceAttribute,
  getConsoleOutput,
  modifyInstanceAttribute,
} from './operations/instance-attributes.ts';
import {
  attachInternetGateway,
  createInternetGateway,
  deleteInternetGateway,
  describeInternetGateways,
  detachInternetGateway,
} from './operations/internet-gateways.ts';
import { modifyInstanceMaintenanceOptions } from './operations/maintenance-options.ts';
import { createNatGateway, deleteNatGateway, describeNatGateways } from './operations/nat-gateways.ts';
import { runInstances } from './operations/run-instances.ts';
import { createSecurityGroup, deleteSecurityGroup, describeSecurityGroups } from './operations/security-groups.ts';
import { cancelSpotInstanceRequests, describeSpotInstanceRequests } from './operations/spot-instance-requests.ts';
import { createSubnet, deleteSubnet, describeSubnets, modifySubnetAttribute } from './operations/subnets.ts';
import { createTags, deleteTags, describeTags } from './operations/tags.ts';
import { createVpc, deleteVpc, describeVpcs } from './operations/vpcs.ts';

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
    DescribeInstanceStatus: orDryRun(describeInstanceStatus),
    DescribeInstanceAttribute: orDryRun(describeInstanceAttribute),
    ModifyInstanceAttribute: orDryRun(modifyInstanceAttribute),
    ModifyInstanceMaintenanceOptions: orDryRun(modifyInstanceMaintenanceOptions),
    GetConsoleOutput: orDryRun(getConsoleOutput),
    TerminateInstances: orDryRun(terminateInstances),
    StopInstances: orDryRun(stopInstances),
    StartInstances: orDryRun(startInstances),
    RebootInstances: orDryRun(rebootInstances),
    DescribeSpotInstanceRequests: orDryRun(describeSpotInstanceRequests),
    CancelSpotInstanceRequests: orDryRun(cancelSpotInstanceRequests),
    DescribeInstanceTypes: orDryRun(describeInstanceTypes),
    DescribeInstanceTypeOfferings: orDryRun(describeInstanceTypeOfferings),
    DescribeImages: orDryRun(describeImages),
    DescribeAvailabilityZones: orDryRun(describeAvailabilityZones),
    DescribeRegions: orDryRun(describeRegions),
    CreateTags: orDryRun(createTags),
    DeleteTags: orDryRun(deleteTags),
    DescribeTags: orDryRun(describeTags),
    DescribeVpcs: orDryRun(describeVpcs),
    CreateVpc: orDryRun(createVpc),
    DeleteVpc: orDryRun(deleteVpc),
    DescribeSubnets: orDryRun(describeSubnets),
    CreateSubnet: orDryRun(createSubnet),
    DeleteSubnet: orDryRun(deleteSubnet),
    ModifySubnetAttribute: modifySubnetAttribute,
    DescribeRouteTables: orDryRun(describeRouteTables),
    CreateRouteTable: orDryRun(createRouteTable),
    DeleteRouteTable: orDryRun(deleteRouteTable),
    AssociateRouteTable: orDryRun(associateRouteTable),
    DisassociateRouteTable: orDryRun(disassociateRouteTable),
    CreateRoute: orDryRun(createRoute),
    DeleteRoute: orDryRun(deleteRoute),
    DescribeInternetGateways: orDryRun(describeInternetGateways),
    CreateInternetGateway: orDryRun(createInternetGateway),
    AttachInternetGateway: orDryRun(attachInternetGateway),
    DetachInternetGateway: orDryRun(detachInternetGateway),
    DeleteInternetGateway: orDryRun(deleteInternetGateway),
    DescribeNatGateways: orDryRun(describeNatGateways),
    CreateNatGateway: orDryRun(createNatGateway),
    DeleteNatGateway: orDryRun(deleteNatGateway),
    DescribeSecurityGroups: orDryRun(describeSecurityGroups),
    CreateSecurityGroup: orDryRun(createSecurityGroup),
    DeleteSecurityGroup: orDryRun(deleteSecurityGroup),
  },
  prepare: (world) => {
    makeDefaultNetwork(world);
    heedReach(world);
  },
  ignored: ec2Ignored,
};
