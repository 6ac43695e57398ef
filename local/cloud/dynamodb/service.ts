/** The embedded DynamoDB: dynalite behind the same dispatcher as everything else. It has no transactions. */
import type { Service } from '../kernel/service.ts';
import { dynamodbModel } from './ask.ts';
import { dynamodbIgnored } from './ignored.ts';
import { batchWriteItem, forward, read, write } from './operations/items.ts';
import { createTable, deleteTable, describeTable, updateTable } from './operations/tables.ts';
import { describeTimeToLive, updateTimeToLive } from './operations/time-to-live.ts';

export const dynamodbService: Service = {
  ...dynamodbModel,
  operations: {
    CreateTable: createTable,
    DescribeTable: describeTable,
    UpdateTable: updateTable,
    DeleteTable: deleteTable,
    UpdateTimeToLive: updateTimeToLive,
    DescribeTimeToLive: describeTimeToLive,
    ListTables: forward('ListTables'),
    TagResource: forward('TagResource'),
    UntagResource: forward('UntagResource'),
    ListTagsOfResource: forward('ListTagsOfResource'),
    PutItem: write('PutItem'),
    UpdateItem: write('UpdateItem'),
    DeleteItem: write('DeleteItem'),
    GetItem: read('GetItem'),
    Query: read('Query'),
    Scan: read('Scan'),
    BatchGetItem: read('BatchGetItem'),
    BatchWriteItem: batchWriteItem,
  },
  ignored: dynamodbIgnored,
};
