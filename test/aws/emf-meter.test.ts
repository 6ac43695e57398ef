import { DescribeClustersCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { createCloud } from '../../local/cloud/cloud.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import { clientOf } from '../../shared/aws/client.ts';
import { emfMeter } from '../../shared/aws/emf-meter.ts';
import { startAt } from '../support/running-stack.ts';
import { quietSurroundings } from '../support/surroundings.ts';
import { surroundingsOn } from '../support/surroundings-on-cloud.ts';

it('sums counts, keeps durations, and says so as the embedded metric format has it', () => {
  const meter = emfMeter(quietSurroundings(), 'quaymaster-test');
  meter.add('Reconciles', 1);
  meter.add('Reconciles', 2);
  meter.add('ObservationDuration', 120);
  meter.add('ObservationDuration', 80);
  expect(meter.lines().map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'Quaymaster',
            Dimensions: [['Stack']],
            Metrics: [
              { Name: 'Reconciles', Unit: 'Count' },
              { Name: 'ObservationDuration', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      Stack: 'quaymaster-test',
      Reconciles: 3,
      ObservationDuration: [120, 80],
    },
  ]);
  expect(meter.lines()).toEqual([]);
});

it('writes one line for each combination of dimensions, and no dimension that a metric does not have', () => {
  const meter = emfMeter(quietSurroundings(), 's');
  meter.add('Decisions', 1, { Outcome: 'done' });
  meter.add('Decisions', 2, { Outcome: 'failed', Cluster: 'x' });
  expect(meter.lines().map((line) => JSON.parse(line))).toMatchObject([
    { Outcome: 'done', Decisions: 1 },
    { Outcome: 'failed', Decisions: 2, _aws: { CloudWatchMetrics: [{ Dimensions: [['Stack', 'Outcome']] }] } },
  ]);
});

it('keeps at most the hundred values that CloudWatch takes', () => {
  const meter = emfMeter(quietSurroundings(), 's');
  for (let value = 0; value < 150; value += 1) meter.add('EventLag', value);
  expect(JSON.parse(meter.lines()[0] ?? '').EventLag).toHaveLength(100);
});

it('counts calls by service, attempts and throttles too', async () => {
  const cloud = createCloud({ seed: 1, startAt });
  const driver = new JumpDriver(cloud.clock);
  const around = surroundingsOn(cloud);
  const [ecs, another] = [clientOf(ECSClient, around), clientOf(ECSClient, around)];
  const meter = emfMeter(around, 's');
  cloud.faults.begin('call-throttled', { operation: 'DescribeClusters', times: 2 });
  await driver.finish(ecs.send(new DescribeClustersCommand({})));
  await driver.finish(another.send(new UpdateServiceCommand({ service: 'x' })).catch(() => {}));
  const [line] = meter.lines();
  expect(JSON.parse(line ?? '')).toMatchObject({
    Service: 'ECS',
    ApiReads: 1,
    ApiWrites: 1,
    ApiAttempts: 4,
    ApiThrottles: 2,
  });
  expect(meter.lines()).toEqual([]);
});
