/**
 * AWS's public parameters that name images:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 */
import type { Image } from '../ec2/images.ts';
import { ecsOptimizedImage, plainImage } from '../ec2/images.ts';
import type { World } from '../kernel/world.ts';

const ecsPath = '/aws/service/ecs/optimized-ami/amazon-linux-2023';
const plainPath = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default';

export const addPublicParameters = (world: World): void => {
  for (const architecture of ['x86_64', 'arm64'] as const) {
    const image = ecsOptimizedImage(architecture);
    const path = `${ecsPath}${architecture === 'arm64' ? '/arm64' : ''}/recommended`;
    const facts = factsOf(image);
    add(world, path, JSON.stringify(facts), image, 'text');
    for (const [name, value] of Object.entries(facts)) {
      add(world, `${path}/${name}`, String(value), image, name === 'image_id' ? 'aws:ec2:image' : 'text');
    }
    const plain = plainImage(architecture);
    add(world, `${plainPath}-${architecture}`, plain.id, plain, 'aws:ec2:image');
  }
};

const factsOf = (image: Image) => ({
  ecs_agent_version: image.ecs?.agentVersion ?? '',
  ecs_runtime_version: `Docker version ${image.ecs?.dockerVersion ?? ''}`,
  image_id: image.id,
  image_name: image.name,
  image_version: image.ecs?.imageVersion ?? '',
  os: 'Amazon Linux 2023',
  schema_version: 1,
  source_image_name: image.ecs?.sourceImageName ?? '',
});

/** A public parameter belongs to no account. */
const add = (world: World, name: string, value: string, image: Image, dataType: string): void => {
  world.ssm.publicParameters.set(name, {
    name,
    arn: `arn:aws:ssm:${world.region}::parameter${name}`,
    tags: new Map(),
    versions: [
      {
        version: 1,
        type: 'String',
        value,
        tier: 'Standard',
        dataType,
        description: undefined,
        allowedPattern: undefined,
        keyId: undefined,
        modified: new Date(image.createdAt),
        modifiedBy: 'arn:aws:iam::aws:root',
        labels: new Set(),
      },
    ],
  });
};
