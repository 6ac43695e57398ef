/** How surely a source's events reach the bus. Pure. https://docs.aws.amazon.com/eventbridge/latest/ref/event-delivery-level.html */

/**
 * Services whose events are durable: they arrive at least once. "For services not listed, assume best effort": EC2, Spot, ECR,
 * Systems Manager, Step Functions, Auto Scaling and Health are. https://docs.aws.amazon.com/AmazonCloudWatch/latest/events/EventTypes.html
 */
const durable = new Set(['aws.ecs', 'aws.events', 'aws.batch', 'aws.cloudformation', 'aws.cloudwatch', 'aws.s3']);

/** Whether an event of this source may never arrive. What customers put on the bus is there when PutEvents has answered. */
export const isBestEffort = (source: string): boolean => source.startsWith('aws.') && !durable.has(source);
