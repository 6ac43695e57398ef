/** The embedded AWS: one account in one region, in memory, on one clock. */
import { type Listening, listenHttp } from './doors/http.ts';
import { createSdkDoor, type SdkDoor } from './doors/sdk.ts';
import { newDynamoDbState } from './dynamodb/state.ts';
import { newEc2State } from './ec2/state.ts';
import { newEcsState } from './ecs/state.ts';
import { newEventsState } from './events/state.ts';
import { callFaultsInterceptor } from './faults/calls/rules.ts';
import { newCallFaultsState } from './faults/calls/state.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { staleReadsInterceptor } from './faults/stale-reads/interceptor.ts';
import { newStaleReadsState } from './faults/stale-reads/state.ts';
import { newIamState } from './iam/state.ts';
import { EventClock } from './kernel/clock.ts';
import type { ClockControl } from './kernel/control.ts';
import { createDispatcher, type Interceptor } from './kernel/dispatch.ts';
import { Journal } from './kernel/journal.ts';
import { type Knobs, presetKnobs } from './kernel/knobs.ts';
import { Random } from './kernel/random.ts';
import type { World } from './kernel/world.ts';
import { newLambdaState } from './lambda/state.ts';
import { services } from './services.ts';
import { newSqsState } from './sqs/state.ts';
import { newSsmState } from './ssm/state.ts';
import { newStatesState } from './states/state.ts';
import { newThrottlingState } from './throttling/state.ts';
import { throttlingInterceptor } from './throttling/take.ts';

export interface CloudOptions {
  /** Two clouds of the same seed, driven alike, do the same. */
  readonly seed: number | string;
  /** Where the clock starts: milliseconds since the epoch. */
  readonly startAt: number;
  readonly knobs?: Partial<Knobs>;
  readonly region?: string;
  readonly account?: string;
  /** Stand before every operation, in this order: throttles, faults. */
  readonly interceptors?: readonly Interceptor[];
  /** Stand behind all that goes wrong on the way: what reaches them is carried out, and what they see is what comes of it. */
  readonly watchers?: readonly Interceptor[];
}

export interface Cloud {
  readonly world: World;
  /** Nobody turns it yet: give it a WallDriver or a JumpDriver. */
  readonly clock: EventClock;
  readonly journal: Journal;
  /** What goes wrong on demand. */
  readonly faults: Faults;
  /** Makes a call as both doors do. */
  readonly call: World['call'];
  /** For SDK clients in this process: `door(accessKeyId)(client)` makes every call of the client a call to this cloud. */
  readonly door: SdkDoor;
  /**
   * For everybody else: AWS's wire protocols on 127.0.0.1, and `/_sim`, which can turn the clock if it is given the control.
   * Port 0: any that is free. Rejects when the port is taken.
   */
  listen(port: number, control?: ClockControl): Promise<Listening>;
}

export const createCloud = (options: CloudOptions): Cloud => {
  const clock = new EventClock(options.startAt);
  const random = new Random(options.seed);
  const journal = new Journal();
  const ids = random.fork('request ids');
  // In this order: what happens on the way, what is refused at the gate, what is answered from memory.
  const own = [callFaultsInterceptor, throttlingInterceptor, staleReadsInterceptor].map((make) => make(() => world));
  const interceptors = [...(options.interceptors ?? []), ...own, ...(options.watchers ?? [])];
  const dispatcher = createDispatcher(() => world, services, journal, interceptors);
  const world: World = {
    region: options.region ?? 'us-east-1',
    account: options.account ?? '000000000000',
    clock,
    random,
    knobs: { ...presetKnobs, ...options.knobs },
    faults: createFaults(() => world),
    callFaults: newCallFaultsState(),
    throttling: newThrottlingState(),
    staleReads: newStaleReadsState(),
    ec2: newEc2State(),
    ssm: newSsmState(),
    iam: newIamState(),
    ecs: newEcsState(),
    events: newEventsState(),
    sqs: newSqsState(),
    states: newStatesState(),
    lambda: newLambdaState(),
    dynamodb: newDynamoDbState(),
    call: (service, operation, input, caller) =>
      dispatcher.call({ service, operation, input: input as Record<string, unknown>, caller, requestId: ids.uuid() }),
  };
  for (const service of services) service.prepare?.(world);
  return {
    world,
    clock,
    journal,
    faults: world.faults,
    call: world.call,
    door: createSdkDoor(world, dispatcher, ids),
    listen: (port, control) => {
      const simulation = { world, journal, seed: options.seed, ...(control === undefined ? {} : { control }) };
      return listenHttp(simulation, dispatcher, ids, port);
    },
  };
};
