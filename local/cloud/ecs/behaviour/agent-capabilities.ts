/** The capabilities that the agent registers as attributes, as its configuration has it. */
import { linuxAgentCapabilities, privilegedCapability } from '../../../../shared/ecs/agent-capabilities.ts';

const driverPrefix = 'com.amazonaws.ecs.capability.logging-driver.';

/**
 * For an ECS-optimized AL2023 host with this /etc/ecs/ecs.config, with or without GPUs.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
 */
export const agentCapabilities = (
  config: Readonly<Record<string, string>>,
  gpus: number,
): readonly (readonly [name: string, value: string])[] => {
  const drivers = stringsIn(config['ECS_AVAILABLE_LOGGING_DRIVERS']);
  const withheld = (name: string): boolean =>
    (name.startsWith(driverPrefix) && drivers?.includes(name.slice(driverPrefix.length)) === false) ||
    (name === 'ecs.capability.task-eni' && config['ECS_ENABLE_TASK_ENI'] === 'false');
  return [
    ...linuxAgentCapabilities.filter((name) => !withheld(name)).map((name) => [name, ''] as const),
    ...(config['ECS_DISABLE_PRIVILEGED'] === 'true' ? [] : [[privilegedCapability, ''] as const]),
    ...(config['ECS_AWSVPC_BLOCK_IMDS'] === 'true'
      ? [['ecs.capability.task-eni-block-instance-metadata', ''] as const]
      : []),
    ...(gpus > 0 ? [['ecs.capability.gpu-driver-version', '570.172.08'] as const] : []),
  ];
};

/** A JSON list of texts or numbers, or undefined when there is none. */
export const stringsIn = (text: string | undefined): readonly string[] | undefined => {
  if (text === undefined) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
};
