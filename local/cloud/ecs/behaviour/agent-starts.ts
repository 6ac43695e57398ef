import type { World } from '../../kernel/world.ts';

/**
 * The ECS agent on an instance has started with this configuration (keys and values of /etc/ecs/ecs.config) and has a way
 * out: it registers its container instance, or comes back as the one it was.
 */
export const agentStarts = (_world: World, _instanceId: string, _config: Readonly<Record<string, string>>): void => {};
