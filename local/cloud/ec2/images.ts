/** The machine images that the embedded EC2 offers: Amazon Linux 2023 with the ECS agent on it, and without. */

import type { ImageDefect } from './active-faults.ts';
import type { Architecture } from './catalogue.ts';
import type { Ec2State } from './state.ts';

export interface Image {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly architecture: Architecture;
  readonly ownerId: string;
  readonly ownerAlias: 'amazon';
  readonly createdAt: string;
  readonly rootDevice: string;
  readonly rootGiB: number;
  readonly snapshotId: string;
  /** What the ECS-optimized image's public parameter tells of it; absent where the image has no ECS agent. */
  readonly ecs?: {
    readonly agentVersion: string;
    readonly dockerVersion: string;
    readonly imageVersion: string;
    readonly sourceImageName: string;
  };
}

const ecsOptimized = (architecture: Architecture, id: string, snapshotId: string): Image => ({
  id,
  name: `al2023-ami-ecs-hvm-2023.0.20250815-kernel-6.1-${architecture}`,
  description: `Amazon Linux AMI 2023.0.20250815 ${architecture} ECS HVM EBS`,
  architecture,
  ownerId: '591542846629',
  ownerAlias: 'amazon',
  createdAt: '2025-08-18T17:24:36.000Z',
  rootDevice: '/dev/xvda',
  rootGiB: 30,
  snapshotId,
  ecs: {
    agentVersion: '1.97.1',
    dockerVersion: '25.0.8',
    imageVersion: '2023.0.20250815',
    sourceImageName: `al2023-ami-minimal-2023.8.20250808.1-kernel-6.1-${architecture}`,
  },
});

const plain = (architecture: Architecture, id: string, snapshotId: string): Image => ({
  id,
  name: `al2023-ami-2023.8.20250808.1-kernel-6.1-${architecture}`,
  description: 'Amazon Linux 2023 AMI 2023.8.20250808.1',
  architecture,
  ownerId: '137112412989',
  ownerAlias: 'amazon',
  createdAt: '2025-08-08T22:51:07.000Z',
  rootDevice: '/dev/xvda',
  rootGiB: 8,
  snapshotId,
});

const ecsImages: Readonly<Record<Architecture, Image>> = {
  x86_64: ecsOptimized('x86_64', 'ami-0ec5a9e1f2d34b781', 'snap-0a7c1d52e94b3f860'),
  arm64: ecsOptimized('arm64', 'ami-0ec5a64b0c8d91e25', 'snap-0a7c1d52e94b3f861'),
};
const plainImages: Readonly<Record<Architecture, Image>> = {
  x86_64: plain('x86_64', 'ami-0a12023f8d6be4c97', 'snap-0b41f6c08d72a3e95'),
  arm64: plain('arm64', 'ami-0a120236e3f70b5d4', 'snap-0b41f6c08d72a3e96'),
};

/** The ECS-optimized Amazon Linux 2023 image that the public SSM parameter `…/recommended` names. */
export const ecsOptimizedImage = (architecture: Architecture): Image => ecsImages[architecture];

/** Amazon Linux 2023 as it comes: with the `aws` command, without an ECS agent. */
export const plainImage = (architecture: Architecture): Image => plainImages[architecture];

/** All images, for the account's catalogue. */
export const publicImages = (): readonly Image[] => [...Object.values(ecsImages), ...Object.values(plainImages)];

export const isDeregistered = ({ faults }: Ec2State, imageId: string): boolean =>
  [...faults.deregistered].some((one) => one.imageId === imageId);

/** What is wrong with machines that are launched from the image now. */
export const defectOf = ({ faults }: Ec2State, imageId: string): ImageDefect | undefined =>
  [...faults.defects].find((one) => (one.imageId ?? imageId) === imageId)?.defect;
