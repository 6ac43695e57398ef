/** A cloud of its own for each test, an EC2 client at its door, and a host role as a container instance needs it. */
import { EC2Client, RunInstancesCommand, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { type Cloud, type CloudOptions, createCloud } from '../../../local/cloud/cloud.ts';
import { ecsOptimizedImage } from '../../../local/cloud/ec2/images.ts';
import type { Ec2Instance } from '../../../local/cloud/ec2/state.ts';
import type { EventEnvelope } from '../../../local/cloud/events/state.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';

export const startAt = Date.UTC(2026, 0, 5, 12);

export interface Ec2Bench {
  readonly cloud: Cloud;
  readonly driver: JumpDriver;
  readonly ec2: EC2Client;
  /** Launches with sensible parameters, changed as given, and answers with what the cloud remembers. */
  launch(changes?: Partial<RunInstancesCommandInput>): Promise<Ec2Instance[]>;
  /** Launches one instance with this script as its user data and lets it boot. */
  bootWith(userData: string, changes?: Partial<RunInstancesCommandInput>): Promise<Ec2Instance>;
}

export const profile = 'host-profile';
export const role = 'host-role';

/** Instances can be seen as soon as they are launched, unless the knobs say otherwise. */
export const ec2Bench = async ({ knobs, ...options }: Partial<CloudOptions> = {}): Promise<Ec2Bench> => {
  const cloud = createCloud({ seed: 1, startAt, knobs: { describeLagMs: [0, 0], ...knobs }, ...options });
  const driver = new JumpDriver(cloud.clock);
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const ec2 = cloud.door('AKIATEST')(new EC2Client({ region: 'us-east-1', credentials, maxAttempts: 1 }));
  const local = { accessKeyId: 'AKIATEST', role: 'local', arn: '' };
  await cloud.call('iam', 'CreateRole', { RoleName: role, AssumeRolePolicyDocument: trust }, local);
  await cloud.call('iam', 'CreateInstanceProfile', { InstanceProfileName: profile }, local);
  await cloud.call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: profile, RoleName: role }, local);

  const launch: Ec2Bench['launch'] = async (changes) => {
    const answer = await ec2.send(new RunInstancesCommand(launchInput(changes)));
    return (answer.Instances ?? []).map((instance) => cloud.world.ec2.instances.get(instance.InstanceId ?? '')!);
  };
  return {
    cloud,
    driver,
    ec2,
    launch,
    async bootWith(userData, changes) {
      const [instance] = await launch({ UserData: Buffer.from(userData).toString('base64'), ...changes });
      await driver.pass(bootedWithinMs);
      return instance!;
    },
  };
};

/** The container instances of a cluster: the EC2 ids, in no order that matters. */
export const hostsOf = ({ cloud }: Ec2Bench, cluster: string): string[] =>
  [...(cloud.world.ecs.clusters.get(cluster)?.hosts.values() ?? [])].map((host) => host.instanceId).sort();

/** A call of somebody who administers the account. */
export const administer = ({ cloud }: Ec2Bench, service: string, operation: string, input: unknown) =>
  cloud.call(service, operation, input, { accessKeyId: 'AKIATEST', role: 'local', arn: '' });

/** From now on collects every event of EC2 that a rule sees. */
export const collectEvents = async (bench: Ec2Bench): Promise<unknown[]> => {
  const { world } = bench.cloud;
  const seen: unknown[] = [];
  const arn = `arn:aws:lambda:${world.region}:${world.account}:function:collect`;
  const invoke = async (event: unknown) => void seen.push(event);
  world.lambda.functions.set('collect', { name: 'collect', arn, timeoutSeconds: 3, invoke });
  await administer(bench, 'eventbridge', 'PutRule', { Name: 'ec2', EventPattern: '{"source":["aws.ec2"]}' });
  await administer(bench, 'eventbridge', 'PutTargets', { Rule: 'ec2', Targets: [{ Id: '1', Arn: arn }] });
  return seen;
};

/** From now on sees every event on the bus in the order in which rules see it, whatever becomes of its delivery. */
export const watchEvents = ({ cloud }: Ec2Bench): EventEnvelope[] => {
  const seen: EventEnvelope[] = [];
  const matches = (event: unknown) => {
    seen.push(event as EventEnvelope);
    return false;
  };
  const pattern = { text: '{}', matches };
  cloud.world.events.rules.set('watch', {
    name: 'watch',
    arn: '',
    enabled: true,
    pattern,
    targets: new Map(),
    tags: new Map(),
  });
  return seen;
};

/** With the presets of the knobs every host is through its boot by then, if its script does not sleep. */
export const bootedWithinMs = 150_000;

export const launchInput = (changes: Partial<RunInstancesCommandInput> = {}): RunInstancesCommandInput => ({
  ImageId: ecsOptimizedImage('x86_64').id,
  InstanceType: 't3.medium',
  MinCount: 1,
  MaxCount: 1,
  IamInstanceProfile: { Name: profile },
  ...changes,
});

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** `InvalidInstanceID.NotFound: The instance ID 'i-…' does not exist`, or what the call answered after all. */
export const refusalOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
};
