/** Everything that one embedded AWS account and region is. One object, passed to every operation and behaviour. */
import type { DynamoDbState } from '../dynamodb/state.ts';
import type { Ec2State } from '../ec2/state.ts';
import type { EcsState } from '../ecs/state.ts';
import type { EventsState } from '../events/state.ts';
import type { CallFaultsState } from '../faults/calls/state.ts';
import type { Faults } from '../faults/faults.ts';
import type { StaleReadsState } from '../faults/stale-reads/state.ts';
import type { IamState } from '../iam/state.ts';
import type { LambdaState } from '../lambda/state.ts';
import type { SqsState } from '../sqs/state.ts';
import type { SsmState } from '../ssm/state.ts';
import type { StatesState } from '../states/state.ts';
import type { ThrottlingState } from '../throttling/state.ts';
import type { EventClock } from './clock.ts';
import type { Knobs } from './knobs.ts';
import type { Random } from './random.ts';
import type { Caller } from './service.ts';

export interface World {
  readonly region: string;
  readonly account: string;
  readonly clock: EventClock;
  readonly random: Random;
  readonly knobs: Knobs;
  readonly faults: Faults;
  readonly callFaults: CallFaultsState;
  readonly throttling: ThrottlingState;
  readonly staleReads: StaleReadsState;
  readonly ec2: Ec2State;
  readonly ssm: SsmState;
  readonly iam: IamState;
  readonly ecs: EcsState;
  readonly events: EventsState;
  readonly sqs: SqsState;
  readonly states: StatesState;
  readonly lambda: LambdaState;
  readonly dynamodb: DynamoDbState;
  /**
   * Makes a call as both doors do: found by service and operation name, checked, recorded, carried out. For parts of the
   * embedded AWS that call other services as a customer would (a host reading SSM, a rule sending to a queue).
   */
  call(service: string, operation: string, input: unknown, caller: Caller): Promise<unknown>;
}
