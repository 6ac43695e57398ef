/** The embedded DynamoDB: dynalite behind the same dispatcher as everything else. It has no transactions and no expiry. */
import type { Service } from '../kernel/service.ts';
import { dynamodbModel } from './ask.ts';
import { forward, write } from './operations/items.ts';
import { createTable, deleteTable, describeTable, updateTable } from './operations/tables.ts';

export const dynamodbService: Service = {
  ...dynamodbModel,
  operations: {
    CreateTable: createTable,
    DescribeTable: describeTable,
    UpdateTable: updateTable,
    DeleteTable: deleteTable,
    ListTables: forward('ListTables'),
    TagResource: forward('TagResource'),
    UntagResource: forward('UntagResource'),
    ListTagsOfResource: forward('ListTagsOfResource'),
    PutItem: write('PutItem'),
    UpdateItem: write('UpdateItem'),
    DeleteItem: write('DeleteItem'),
    GetItem: forward('GetItem'),
    Query: forward('Query'),
    Scan: forward('Scan'),
    BatchGetItem: forward('BatchGetItem'),
    BatchWriteItem: forward('BatchWriteItem'),
  },
};
