import type { HostAmounts } from './host.ts';

/** What is needed to know of an instance type. Memory is the nominal one. */
export interface InstanceTypeSize {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly networkInterfaces: number;
  readonly gpus: number;
}

/**
 * Ports that ECS reserves on every container instance: SSH, Docker and the agent's introspection and credentials endpoints.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
export const agentPorts: readonly number[] = [22, 2375, 2376, 51678, 51679, 51680];

/** What the agent registers for a host: 1,024 CPU units per vCPU, and less memory than the type nominally has. */
export const registeredResources = (size: InstanceTypeSize, reservedMemoryMiB = 0): Required<HostAmounts> => ({
  cpu: size.vcpus * 1_024,
  memory: memoryTheAgentSees(size.memoryMiB) - reservedMemoryMiB,
  gpus: size.gpus,
  tcpPorts: agentPorts,
  udpPorts: [],
  enis: Math.max(0, size.networkInterfaces - 1),
});

/** MiB that the operating system reports as total (MemTotal) on an instance with this much memory. */
export const memoryTheAgentSees = (nominalMiB: number): number => Math.floor(nominalMiB * 0.97) - 40;
