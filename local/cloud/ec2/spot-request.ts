/** Spot Instance requests, as launches of spot instances make them, and their way through their states. */
import type { SpotMarketOptions } from '@aws-sdk/client-ec2';
import { AwsError } from '../kernel/aws-error.ts';
import type { Tags } from './state.ts';

/** What a launch says about the market. */
export interface SpotOptions {
  readonly type: 'one-time' | 'persistent';
  readonly interruptionBehavior: 'terminate' | 'stop';
  /** In USD an hour; the On-Demand price unless the launch says otherwise. */
  readonly maxPrice: string;
  readonly validUntil: number | undefined;
}

export interface SpotRequest extends SpotOptions {
  readonly id: string;
  readonly instanceId: string;
  readonly createdAt: number;
  readonly tags: Tags;
  state: 'open' | 'active' | 'closed' | 'cancelled' | 'disabled';
  status: { readonly code: string; readonly message: string; readonly at: number };
}

/**
 * "For RunInstances, persistent Spot Instance requests are only supported when the instance interruption behavior is either
 * hibernate or stop" (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotMarketOptions.html). Hibernation is not
 * modelled.
 */
export const spotOptionsOf = (asked: SpotMarketOptions | undefined, onDemandUsd: number): SpotOptions => {
  const type = asked?.SpotInstanceType ?? 'one-time';
  const interruptionBehavior = asked?.InstanceInterruptionBehavior ?? 'terminate';
  if (interruptionBehavior === 'hibernate')
    throw new AwsError('UnsupportedOperation', 'The embedded EC2 does not hibernate instances.');
  if (type === 'persistent' && interruptionBehavior === 'terminate')
    throw new AwsError(
      'InvalidParameterValue',
      'Persistent Spot Instance requests are only supported when the instance interruption behavior is either hibernate or stop.',
    );
  if (type === 'one-time' && interruptionBehavior === 'stop')
    throw new AwsError(
      'InvalidParameterValue',
      "The instance interruption behavior 'stop' requires a persistent Spot Instance request.",
    );
  return {
    type,
    interruptionBehavior,
    maxPrice: asked?.MaxPrice ?? onDemandUsd.toFixed(6),
    validUntil: asked?.ValidUntil?.getTime(),
  };
};

/**
 * Status codes and the states that go with them: …/UserGuide/spot-request-status.html and
 * …/UserGuide/spot-instances-request-status-lifecycle.html. Of the messages only the first is documented (the example of
 * describe-spot-instance-requests); the others are not verified.
 */
const stages = {
  fulfilled: ['active', 'fulfilled', 'Your Spot request is fulfilled.'],
  'marked-for-termination': [
    'active',
    'marked-for-termination',
    'Your Spot instance is marked for termination because there is no Spot capacity available that matches your request.',
  ],
  'marked-for-stop': [
    'active',
    'marked-for-stop',
    'Your Spot instance is marked for stopping because there is no Spot capacity available that matches your request.',
  ],
  'terminated-no-capacity': [
    'closed',
    'instance-terminated-no-capacity',
    'Your Spot instance was terminated because there is no Spot capacity available that matches your request.',
  ],
  'stopped-no-capacity': [
    'open',
    'instance-stopped-no-capacity',
    'Your Spot instance was stopped because there is no Spot capacity available that matches your request.',
  ],
  'terminated-by-user': [
    'closed',
    'instance-terminated-by-user',
    'Spot Instance terminated due to user-initiated termination.',
  ],
  'stopped-by-user': ['disabled', 'instance-stopped-by-user', 'Spot Instance stopped due to user-initiated stop.'],
  'cancelled-and-running': [
    'cancelled',
    'request-canceled-and-instance-running',
    'Your Spot request is canceled, but your instance is still running.',
  ],
} as const satisfies Record<string, readonly [state: SpotRequest['state'], code: string, message: string]>;
export type SpotStage = keyof typeof stages;

/** Moves a request on. What was cancelled stays cancelled, whatever becomes of its instance. */
export const moveTo = (request: SpotRequest, stage: SpotStage, at: number): void => {
  const [state, code, message] = stages[stage];
  if (request.state !== 'cancelled') request.state = state;
  request.status = { code, message, at };
};

export const isFinished = (request: SpotRequest): boolean =>
  request.state === 'closed' || request.state === 'cancelled';
