/** The ECS agent's service on an instance, up to the moment at which it reaches ECS. */
import { agentStarts } from '../../ecs/behaviour/agent-starts.ts';
import type { World } from '../../kernel/world.ts';
import { whyCutOff } from '../network.ts';
import type { Ec2Instance } from '../state.ts';
import { printLine } from './console.ts';
import { roleOf } from './credentials.ts';

/** systemd waits this long before it starts a failed agent again. */
const retryMs = 10_000;

/**
 * Starts the agent, unless it is not there or switched off: `by hand` it starts switched off as well. An agent that cannot reach ECS, or has no credentials, registers
 * nothing, says why on the console, and tries again when something about its network has changed.
 */
export const startAgent = (world: World, instance: Ec2Instance, how: 'at boot' | 'by hand' = 'at boot'): void => {
  const noService = whyNoService(instance, how);
  const unable = noService ?? whyNotReady(world, instance);
  instance.boot.agentWaits = unable !== undefined && noService === undefined;
  if (unable !== undefined) {
    printLine(world, instance, unable);
    return;
  }
  const config = parseAgentConfig(instance.boot.ecsConfig ?? '');
  const cluster = config['ECS_CLUSTER'] ?? '';
  printLine(world, instance, `ecs-agent: level=info msg="Loading configuration" cluster="${cluster}"`);
  agentStarts(world, instance.id, config);
};

const whyNoService = (instance: Ec2Instance, how: 'at boot' | 'by hand'): string | undefined => {
  if (instance.boot.agent === 'absent') return 'ecs: there is no ECS agent on this machine; nothing registers';
  if (instance.boot.agent === 'disabled' && how === 'at boot')
    return 'ecs: the service ecs is disabled; nothing registers';
  return undefined;
};

const whyNotReady = (world: World, instance: Ec2Instance): string | undefined => {
  const cutOff = whyCutOff(world.ec2, instance);
  if (cutOff !== undefined) return `ecs-agent: level=error msg="Unable to register: cannot reach ECS: ${cutOff}"`;
  return roleOf(world, instance) === undefined
    ? 'ecs-agent: level=error msg="Unable to register: NoCredentialProviders: no valid providers in chain"'
    : undefined;
};

/** An agent that waits tries again, some time after its network has come back. */
export const tryAgain = (world: World, instance: Ec2Instance): void => {
  instance.boot.next?.cancel();
  instance.boot.next = world.clock.after(retryMs, `agent of ${instance.id} tries again`, () =>
    startAgent(world, instance),
  );
};

/**
 * The agent's configuration file as ecs-init reads it (amazon-ecs-agent, ecs-init/docker/docker.go, getEnvVars): each line is
 * cut at its first `=`, nothing is evaluated or unquoted, lines without `=` count for nothing, the last of equal keys wins.
 */
export const parseAgentConfig = (text: string): Record<string, string> => {
  const config: Record<string, string> = {};
  for (const line of text.trim().split('\n')) {
    const trimmed = line.trim();
    const cut = trimmed.indexOf('=');
    if (cut > 0 && !trimmed.startsWith('#')) config[trimmed.slice(0, cut)] = trimmed.slice(cut + 1);
  }
  return config;
};
