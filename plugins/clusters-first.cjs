'use strict';
const { DynamoDBClient, paginateListTables, QueryCommand } = require('@aws-sdk/client-dynamodb');

/**
 * `serverless remove` would take away what looks after the clusters and leave their hosts running, so it refuses while there
 * are any. The table of specs outlives the stack; its name begins with the stack's name and its own logical id.
 */
module.exports = class ClustersFirst {
  constructor(serverless) {
    this.hooks = { 'before:remove:remove': () => refuseWhileThereAreClusters(serverless) };
  }
};

const refuseWhileThereAreClusters = async (serverless) => {
  const provider = serverless.getProvider('aws');
  const dynamodb = new DynamoDBClient(await provider.getAwsSdkV3Config());
  const prefix = `${provider.naming.getStackName()}-StateTable`;
  const clusters = [];
  for await (const page of paginateListTables({ client: dynamodb }, { ExclusiveStartTableName: prefix.slice(0, -1) })) {
    for (const table of (page.TableNames ?? []).filter((name) => name.startsWith(prefix)))
      clusters.push(...(await clustersIn(dynamodb, table)));
  }
  dynamodb.destroy();
  if (clusters.length === 0) return;
  throw new serverless.classes.Error(
    `There are still clusters: ${clusters.join(', ')}. Delete each with DELETE /v1/clusters/{cluster}?cascade=true, then remove the stack.`,
  );
};

const clustersIn = async (dynamodb, table) => {
  const { Items } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :specs',
      ExpressionAttributeValues: { ':specs': { S: 'SPECS' } },
      ProjectionExpression: 'sk',
      Limit: 100,
    }),
  );
  return (Items ?? []).map((item) => item.sk.S);
};
