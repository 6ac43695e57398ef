/** Members of requests that are accepted and have no effect here. A test compares this list with the code. */
import type { Service } from '../kernel/service.ts';

export const dynamodbIgnored: NonNullable<Service['ignored']> = {
  CreateTable: [
    'DeletionProtectionEnabled',
    'GlobalTableSettingsReplicationMode',
    'GlobalTableSourceArn',
    'OnDemandThroughput',
    'ResourcePolicy',
    'SSESpecification',
    'StreamSpecification',
    'TableClass',
    'VectorIndexes',
    'WarmThroughput',
  ],
  ListTagsOfResource: ['NextToken'],
  UpdateTable: [
    'AttributeDefinitions',
    'DeletionProtectionEnabled',
    'DisassociationProtectionEnabled',
    'GlobalTableSettingsReplicationMode',
    'GlobalTableWitnessUpdates',
    'MultiRegionConsistency',
    'OnDemandThroughput',
    'ReplicaUpdates',
    'SSESpecification',
    'StreamSpecification',
    'TableClass',
    'VectorIndexUpdates',
    'WarmThroughput',
  ],
};
