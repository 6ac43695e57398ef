/** A cloud with ECS clusters whose hosts are there at once: these tests are about ECS, not about booting. */
import { ECSClient, RegisterTaskDefinitionCommand, type RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { createCloud } from '../../../local/cloud/cloud.ts';
import { instanceTypeByName } from '../../../local/cloud/ec2/catalogue.ts';
import type { Ec2Instance } from '../../../local/cloud/ec2/state.ts';
import { agentStarts } from '../../../local/cloud/ecs/behaviour/agent-starts.ts';
import type { Pattern } from '../../../local/cloud/events/pattern.ts';
import type { EventEnvelope } from '../../../local/cloud/events/state.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';
import type { Knobs } from '../../../local/cloud/kernel/knobs.ts';
import type { World } from '../../../local/cloud/kernel/world.ts';

export interface Fleet {
  readonly world: World;
  readonly ecs: ECSClient;
  readonly time: JumpDriver;
  /** Lets time pass while a call that waits on it is under way. */
  settle(withinMs?: number): Promise<void>;
}

export const newFleet = (knobs: Partial<Knobs> = {}, seed: number | string = 1): Fleet => {
  const cloud = createCloud({ seed, startAt: Date.UTC(2026, 0, 1), knobs });
  const time = new JumpDriver(cloud.clock);
  const ecs = cloud.door('local')(
    new ECSClient({ region: cloud.world.region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  );
  return { world: cloud.world, ecs, time, settle: (withinMs = 60_000) => time.pass(withinMs) };
};

export interface HostOptions {
  readonly type?: string;
  readonly zone?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string>>;
}

type WhatEcsReads =
  | 'id'
  | 'type'
  | 'image'
  | 'architecture'
  | 'availabilityZone'
  | 'vpcId'
  | 'subnetId'
  | 'tags'
  | 'state';

let launched = 0;

/** A running EC2 instance, as after RunInstances. */
export const newInstance = (
  world: World,
  { type = 't3.medium', zone = 'us-east-1a', tags = {} }: HostOptions = {},
): string => {
  launched += 1;
  const id = `i-${launched.toString(16).padStart(17, '0')}`;
  const instanceType = instanceTypeByName(type);
  const image = [...world.ec2.images.values()].find(
    ({ ecs, architecture }) => ecs !== undefined && instanceType?.architectures.includes(architecture),
  );
  if (instanceType === undefined || image === undefined) throw new Error(`no such instance type: ${type}`);
  const instance: Pick<Ec2Instance, WhatEcsReads> = {
    id,
    type: instanceType,
    image,
    architecture: image.architecture,
    availabilityZone: zone,
    vpcId: 'vpc-1',
    subnetId: `subnet-${zone}`,
    tags: new Map(Object.entries(tags)),
    state: 'running',
  };
  world.ec2.instances.set(id, instance as Ec2Instance);
  return id;
};

/** Running instances whose agents register in the cluster; resolves with their instance ids when they have. */
export const addHosts = async (
  { world, settle }: Fleet,
  cluster: string,
  hosts: readonly HostOptions[],
): Promise<readonly string[]> => {
  const ids = hosts.map((options) => {
    const id = newInstance(world, options);
    agentStarts(world, id, { ECS_CLUSTER: cluster, ...options.config });
    return id;
  });
  await settle(5_000);
  return ids;
};

/** Everything that the world puts on the event bus from now on, as rules see it. */
export const recordEvents = (world: World): EventEnvelope[] => {
  const events: EventEnvelope[] = [];
  const matches: Pattern = (event) => {
    events.push(event as EventEnvelope);
    return false;
  };
  world.events.rules.set('recorder', {
    name: 'recorder',
    arn: 'arn:aws:events:us-east-1:000000000000:rule/recorder',
    enabled: true,
    pattern: { text: '{}', matches },
    targets: new Map(),
    tags: new Map(),
  });
  return events;
};

/** A task definition of one container. */
export const registerWeb = (fleet: Fleet, definition: Partial<RegisterTaskDefinitionCommandInput> = {}) =>
  fleet.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      containerDefinitions: [
        { name: 'web', image: 'nginx', cpu: 128, memory: 256, portMappings: [{ containerPort: 80 }] },
      ],
      ...definition,
    }),
  );
