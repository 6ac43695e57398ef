import type { World } from '../../kernel/world.ts';

/** An instance stopped or was terminated: its containers are dead, its agent is gone. */
export const hostGoes = (_world: World, _instanceId: string, _how: 'stopped' | 'terminated'): void => {};
