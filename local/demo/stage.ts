/** What the chapters of the demo have in hand: the HTTPS API, the embedded AWS as a stranger sees it, and a voice. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Api } from './api.ts';
import { drawZones } from './draw.ts';
import type { Telling } from './telling.ts';

export interface Stage extends Telling {
  readonly api: Api;
  readonly ecs: ECSClient;
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly cluster: string;
  /** Reads a file of examples/ as JSON. */
  readonly example: (name: string) => unknown;
}

export interface Host {
  readonly host: string;
  readonly availabilityZone?: string;
  readonly state: string;
  readonly containerInstance?: string;
}
export interface Task {
  readonly id: string;
  readonly taskDefinition: string;
  readonly lastStatus: string;
  readonly group: string;
  readonly containerInstanceArn?: string;
}

export const hostsOf = async ({ api, cluster }: Stage): Promise<readonly Host[]> =>
  (await api.get<{ hosts: readonly Host[] }>(`/v1/clusters/${cluster}/hosts`)).hosts;

export const tasksOf = async ({ api, cluster }: Stage): Promise<readonly Task[]> =>
  (await api.get<{ tasks: readonly Task[] }>(`/v1/clusters/${cluster}/tasks`)).tasks.filter(
    ({ lastStatus }) => lastStatus === 'RUNNING',
  );

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

/** Shows which task is on which host, zone by zone. */
export const drawCluster = async (stage: Stage, shown: (task: Task) => boolean = () => true): Promise<void> => {
  const tasks = (await tasksOf(stage)).filter(shown);
  const hosts = (await hostsOf(stage)).map(({ host, availabilityZone = '', state, containerInstance }) => ({
    host,
    availabilityZone,
    state,
    tasks: tasks
      .filter(({ containerInstanceArn }) => containerInstanceArn === containerInstance)
      .map(({ taskDefinition }) => taskDefinition),
  }));
  for (const line of drawZones(zones, hosts)) stage.line(`    ${line}`);
};

/** Looks until something has become true, in wall time; throws with what was awaited when it does not. */
export const eventually = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  for (let look = 0; look < 300; look++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it has not happened: ${what}`);
};
