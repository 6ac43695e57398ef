import type { HostAmounts } from './host.ts';

/** What is needed to know of an instance type. Memory is the nominal one. */
export interface InstanceTypeSize {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly networkInterfaces: number;
  readonly gpus: number;
}

/**
 * TCP ports that ECS lists as taken on every container instance: SSH, Docker, the agent. From the sample event in
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
 */
export const agentPorts: readonly number[] = [22, 2376, 2375, 51678, 51679];

/**
 * What the agent registers for a host: 1,024 CPU units per vCPU, the memory that the kernel shows it less
 * ECS_RESERVED_MEMORY, and for awsvpc tasks every network interface but the first.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
 */
export const registeredResources = (size: InstanceTypeSize, reservedMemoryMiB = 0): Required<HostAmounts> => ({
  cpu: size.vcpus * 1_024,
  memory: Math.max(0, memoryTheAgentSees(size.memoryMiB) - reservedMemoryMiB),
  gpus: size.gpus,
  tcpPorts: agentPorts,
  udpPorts: [],
  enis: Math.max(0, size.networkInterfaces - 1),
});

/**
 * MiB that the kernel reports as total on an instance with this much memory. A line through what hosts were seen to register
 * (t3.medium 3,828 of 4,096, m5.large 7,680 of 8,192, g4dn.xlarge 15,731 of 16,384, m5.4xlarge 62,950 of 65,536); within 2 %
 * of each. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 */
export const memoryTheAgentSees = (nominalMiB: number): number => Math.max(0, Math.floor(nominalMiB * 0.96) - 100);
