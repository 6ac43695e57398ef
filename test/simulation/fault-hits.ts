/** How much each fault hits: by what it leaves in the world while it lasts, and by what differs when it has happened. */

import type { ContainerFault } from '../../local/cloud/ecs/state.ts';
import type { FaultName } from '../../local/cloud/faults/catalogue.ts';
import type { World } from '../../local/cloud/kernel/world.ts';
import type { Done } from './scene.ts';

export interface Hits {
  /** Begins a fault, and counts from then on what it hits. */
  around(name: FaultName, begin: () => void): void;
  /** For throttles, which stand before what is carried out. */
  answered(done: Done): void;
  /** For faults that show in what calls come to while they last. */
  after(done: Done): void;
  /** For those that show in the tasks that come meanwhile. */
  eachMinute(): void;
  readonly counts: ReadonlyMap<FaultName, number>;
}

/** Answers of AWS that are the doing of a fault while one of that name is under way. */
const refusals: Partial<Record<FaultName, RegExp>> = {
  'az-outage': /^(?:InsufficientInstanceCapacity|InternalError)$/,
  'capacity-outage': /^InsufficientInstanceCapacity$/,
  quota: /^(?:VcpuLimitExceeded|MaxSpotInstanceCountExceeded)$/,
  'instance-quota': /^InstanceLimitExceeded$/,
  'type-not-offered': /^Unsupported$/,
  'subnet-full': /^InsufficientFreeAddressesInSubnet$/,
  'image-deregistered': /^InvalidAMIID/,
};
const isThrottled = /Throttl|RequestLimitExceeded|TooManyRequests|SlowDown/;
/** Launches while these last are hit by them. */
const spoilsLaunches: readonly FaultName[] = ['bad-ami', 'boot-slow', 'network-cut'];
/** What we are told of the account meanwhile, and then do not try. */
const shownIn: readonly {
  readonly name: FaultName;
  readonly operation: string;
  readonly shows: (done: Done, world: World) => boolean;
}[] = [
  {
    name: 'image-deregistered',
    operation: 'DescribeImages',
    shows: ({ input, output }) => (input.ImageIds?.length ?? 0) > (output?.Images.length ?? 0),
  },
  {
    name: 'subnet-full',
    operation: 'DescribeSubnets',
    shows: ({ output }) =>
      output?.Subnets.some((subnet: { AvailableIpAddressCount: number }) => subnet.AvailableIpAddressCount < 8),
  },
  {
    name: 'ssm-agent-offline',
    operation: 'SendCommand',
    shows: ({ input }, world) =>
      [...world.ssm.brokenAgents].some((ids) => input.InstanceIds.some((id: string) => ids.has(id))),
  },
  {
    name: 'ssm-agent-offline',
    operation: 'DescribeInstanceInformation',
    shows: ({ output }) =>
      output?.InstanceInformationList?.some(({ PingStatus }: { PingStatus: string }) => PingStatus !== 'Online'),
  },
];
/** Tasks that are placed meanwhile are hit by these. */
const spoilsTasks: readonly FaultName[] = ['placement-on-any-valid-host', 'image-unpullable'];

export const newHits = (world: World): Hits => {
  const counts = new Map<FaultName, number>();
  const add = (name: FaultName, more = 1): void => {
    if (more > 0) counts.set(name, (counts.get(name) ?? 0) + more);
  };
  let tasksSoFar = 0;
  const isOn = (name: FaultName): boolean => world.faults.underWay().some((fault) => fault.name === name);

  return {
    counts,
    around(name, begin) {
      const kept = [
        world.callFaults.rules,
        world.lambda.invocationFaults,
        world.events.deliveryFaults,
        world.ecs.containerFaults,
        world.staleReads.windows,
      ];
      const before = kept.map((set) => new Set<unknown>(set));
      const looked = looks(world);
      begin();
      for (const [index, set] of kept.entries())
        for (const one of set)
          if (!before[index]?.has(one)) {
            countHits(one, () => add(name));
            if (world.ecs.containerFaults.has(one as ContainerFault))
              for (const { tasks } of world.ecs.clusters.values())
                for (const task of tasks.live) (one as ContainerFault).hits(task);
          }
      if (name === 'event-forged') add(name);
      const now = looks(world);
      add(name, [...now].filter(([id, look]) => looked.get(id) !== look).length);
    },
    answered({ refused, ours }) {
      if (ours && refused !== undefined && isThrottled.test(refused) && isOn('throttle-bucket')) add('throttle-bucket');
    },
    after(done) {
      const { operation, refused, output, ours } = done;
      if (world.faults.underWay().length === 0) return;
      if (refused !== undefined)
        for (const [name, words] of Object.entries(refusals))
          if (words?.test(refused) && isOn(name as FaultName)) add(name as FaultName);
      if (operation === 'RunInstances' && output !== undefined)
        for (const name of spoilsLaunches) if (isOn(name)) add(name, output.Instances.length);
      if (ours)
        for (const { name, operation: told, shows } of shownIn)
          if (told === operation && isOn(name) && shows(done, world)) add(name);
    },
    eachMinute() {
      for (const name of spoilsTasks) if (isOn(name)) add(name, world.ecs.lastOrder - tasksSoFar);
      tasksSoFar = world.ecs.lastOrder;
    },
  };
};

/** A rule tells of each call, event, invocation or task that it hits by what it answers. */
const countHits = (rule: unknown, hit: () => void): void => {
  const asked = rule as Record<string, (...given: never[]) => unknown>;
  for (const [name, isHit] of Object.entries(hitting)) {
    const own = asked[name];
    if (typeof own !== 'function') continue;
    asked[name] = (...given) => {
      const answer = own(...given);
      if (isHit(answer, given)) hit();
      return answer;
    };
  }
};

const hitting: Readonly<Record<string, (answer: unknown, given: readonly unknown[]) => boolean>> = {
  hits: (answer) => answer === true,
  matches: (answer) => answer === true,
  alter: (answer, [, copies]) => JSON.stringify(answer) !== JSON.stringify(copies),
};

/** How each instance, registration and execution looks, in short. */
const looks = (world: World): ReadonlyMap<string, string> => {
  const shown = new Map<string, string>();
  for (const {
    id,
    state,
    impairments,
    scheduledEvents,
    interruption,
    rebalanceNoticedAt,
    boot,
  } of world.ec2.instances.values()) {
    const hosts = (world.ecs.hostsByInstance.get(id) ?? []).map(({ agentConnected, forgotten, runtime, status }) => [
      agentConnected,
      forgotten,
      runtime.status,
      status,
    ]);
    const is = [
      state,
      impairments.size,
      scheduledEvents.length,
      interruption?.at,
      rebalanceNoticedAt,
      boot.count,
      boot.agent,
    ];
    shown.set(id, JSON.stringify([is, hosts, world.ecs.agents.has(id), world.ec2.outOfReach.has(id)]));
  }
  for (const { arn, status } of world.states.executions.values()) shown.set(arn, status);
  return shown;
};
