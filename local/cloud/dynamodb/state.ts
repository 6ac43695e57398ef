/** What the embedded DynamoDb remembers. */
export interface DynamoDbState {
  readonly kind: 'dynamodb';
}
export const newDynamoDbState = (): DynamoDbState => ({ kind: 'dynamodb' });
