/** What the embedded DynamoDB remembers. */
export interface DynamoDbState {
  readonly kind: 'dynamodb';
}
export const newDynamoDbState = (): DynamoDbState => ({ kind: 'dynamodb' });
