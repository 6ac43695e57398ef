/** Why an instance stops or goes: EC2's codes (…/APIReference/API_StateReason.html) and texts. */
import type { World } from '../../kernel/world.ts';

export interface Leaving {
  readonly code: string;
  readonly message: string;
  /** What DescribeInstances shows as StateTransitionReason. */
  readonly transition: string;
}

/** Somebody called StopInstances or TerminateInstances. */
export const byUser = (world: World): Leaving => ({
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  transition: `User initiated (${timeOf(world)})`,
});

/** The operating system was told to power off. */
export const fromInside: Leaving = {
  code: 'Client.InstanceInitiatedShutdown',
  message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
  transition: '',
};

/** Texts as they have been seen; that of InternalError is not verified for a machine that dies while it runs. */
const services = {
  'Server.InternalError': 'Internal error',
  'Server.ScheduledStop': 'Stopped due to scheduled retirement',
  'Server.SpotInstanceShutdown': 'Spot instance shutdown',
  'Server.SpotInstanceTermination': 'Spot instance termination',
};

/** EC2 did it. */
export const byService = (world: World, code: keyof typeof services): Leaving => ({
  code,
  message: `${code}: ${services[code]}`,
  transition: `Service initiated (${timeOf(world)})`,
});

const timeOf = (world: World): string =>
  `${new Date(world.clock.now()).toISOString().slice(0, 19).replace('T', ' ')} GMT`;
