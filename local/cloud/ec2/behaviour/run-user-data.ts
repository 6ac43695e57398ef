import type { World } from '../../kernel/world.ts';
import type { Ec2Instance } from '../state.ts';
export const runUserData = async (_world: World, _instance: Ec2Instance, _signal: AbortSignal): Promise<void> => {};
