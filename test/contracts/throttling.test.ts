/** What clients see of AWS's request throttling: the codes, texts and statuses that their retries go by. Sources stand beside the facts. */
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeClustersCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doors, type House, openHouse } from './doors.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse({ throttling: true });
});
afterEach(() => house.close());

/** The first refusal of so many calls at the same moment, and how many went before it. */
const firstRefusal = async (most: number, call: () => Promise<unknown>) => {
  for (let before = 0; before < most; before++) {
    const error = await call().then(
      () => undefined,
      (thrown) => thrown,
    );
    if (error !== undefined)
      return { before, name: error.name, message: error.message, status: error.$metadata.httpStatusCode };
  }
  return undefined;
};

describe.each(doors)('through the %s door', (door) => {
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html: "DescribeClusters … Rate exceeded … Status
  // Code: 400; Error Code: ThrottlingException"; 50 of "Cluster read actions" in a burst, shared with ListClusters.
  test('ECS', async () => {
    const ecs = house.client(door, ECSClient);
    await ecs.send(new ListClustersCommand({}));
    expect(await firstRefusal(60, () => ecs.send(new DescribeClustersCommand({})))).toEqual({
      before: 49,
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      status: 400,
    });
  });

  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html; 503 by
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  test('EC2', async () => {
    const ec2 = house.client(door, EC2Client);
    const refused = { name: 'RequestLimitExceeded', message: 'Request limit exceeded.', status: 503 };
    expect(await firstRefusal(60, () => ec2.send(new DescribeInstancesCommand({})))).toEqual({
      before: 50,
      ...refused,
    });
    const tooMany = new RunInstancesCommand({ ImageId: 'ami-0', MinCount: 1, MaxCount: 1_001 });
    expect(await firstRefusal(1, () => ec2.send(tooMany))).toEqual({ before: 0, ...refused });
  });

  // https://repost.aws/knowledge-center/ssm-parameter-store-rate-exceeded
  test('Parameter Store', async () => {
    const ssm = house.client(door, SSMClient);
    const read = async () => {
      const error = await ssm.send(new GetParameterCommand({ Name: '/x' })).catch((thrown) => thrown);
      if (error.name !== 'ParameterNotFound') throw error;
    };
    expect(await firstRefusal(50, read)).toEqual({
      before: 40,
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      status: 400,
    });
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests: 15 control plane requests a second
  test('Lambda', async () => {
    const lambda = house.client(door, LambdaClient);
    expect(await firstRefusal(20, () => lambda.send(new ListFunctionsCommand({})))).toMatchObject({
      before: 15,
      name: 'TooManyRequestsException',
      status: 429,
    });
  });
});
