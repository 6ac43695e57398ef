/** Every fault that there is, by name. */

import { dynamodbFaults } from '../dynamodb/faults/faults.ts';
import { ec2Faults } from '../ec2/faults/faults.ts';
import { ecsFaults } from '../ecs/faults/faults.ts';
import { eventFaults } from '../events/faults/faults.ts';
import { iamFaults } from '../iam/faults/faults.ts';
import { lambdaFaults } from '../lambda/faults/faults.ts';
import { ssmFaults } from '../ssm/faults/faults.ts';
import { statesFaults } from '../states/faults/faults.ts';
import { throttleBucket } from '../throttling/throttle-bucket.ts';
import { callFaults } from './calls/faults.ts';
import type { FaultKind } from './fault.ts';
import { staleReads } from './stale-reads/stale-reads.ts';

export const faultCatalogue = {
  ...callFaults,
  'throttle-bucket': throttleBucket,
  'stale-reads': staleReads,
  ...ec2Faults,
  ...ecsFaults,
  ...eventFaults,
  ...lambdaFaults,
  ...iamFaults,
  ...dynamodbFaults,
  ...ssmFaults,
  ...statesFaults,
} as const;

export type FaultName = keyof typeof faultCatalogue;

export type FaultParameters<Name extends FaultName> =
  (typeof faultCatalogue)[Name] extends FaultKind<infer Parameters> ? Parameters : never;
