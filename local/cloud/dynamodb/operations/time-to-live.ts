/** UpdateTimeToLive and DescribeTimeToLive. */
import type {
  DescribeTimeToLiveCommandInput,
  DescribeTimeToLiveCommandOutput,
  UpdateTimeToLiveCommandInput,
  UpdateTimeToLiveCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { ask, tableIn } from '../ask.ts';
import { lookForExpired } from '../behaviour/expire.ts';

/** "It can take up to one hour for the change to fully process"; until then there is no other. */
const changeMs = 3_600_000;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export const updateTimeToLive: Operation<UpdateTimeToLiveCommandInput, UpdateTimeToLiveCommandOutput> = async (
  input,
  { world },
) => {
  await ask(world, 'DescribeTable', { TableName: input.TableName });
  const table = tableIn(input.TableName ?? '');
  const { Enabled: enabled = false, AttributeName: attribute = '' } = input.TimeToLiveSpecification ?? {};
  const { timesToLive } = world.dynamodb;
  const before = timesToLive.get(table);
  const now = world.clock.now();
  if (before !== undefined && now < before.modifiedAt + changeMs)
    throw invalid('Time to live has been modified multiple times within a fixed interval');
  if (enabled === (before?.enabled ?? false))
    throw invalid(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
  if (before?.enabled === true && before.attribute !== attribute)
    throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${before.attribute}`);
  before?.nextLook?.cancel();
  timesToLive.set(table, { attribute, enabled, modifiedAt: now });
  lookForExpired(world, table);
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
};

export const describeTimeToLive: Operation<DescribeTimeToLiveCommandInput, DescribeTimeToLiveCommandOutput> = async (
  input,
  { world },
) => {
  await ask(world, 'DescribeTable', { TableName: input.TableName });
  const known = world.dynamodb.timesToLive.get(tableIn(input.TableName ?? ''));
  return {
    TimeToLiveDescription:
      known?.enabled === true
        ? { TimeToLiveStatus: 'ENABLED', AttributeName: known.attribute }
        : { TimeToLiveStatus: 'DISABLED' },
  };
};

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
