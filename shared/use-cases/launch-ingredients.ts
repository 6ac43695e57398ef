import { imageParameter, ingredientsOf } from '../domain/ingredients.ts';
import type { Ingredients } from '../domain/situation.ts';
import type { HostGroupSpec } from '../domain/spec.ts';
import type { InstanceTypeView } from '../ports/fleet.ts';
import type { ReadingPorts } from './reconcile-ports.ts';

/** Reads what hosts of this group can be launched with. Read afresh for each launch: images and addresses change. */
export const launchIngredients = async (
  group: HostGroupSpec,
  { fleet, parameters }: Pick<ReadingPorts, 'fleet' | 'parameters'>,
): Promise<Ingredients> => {
  const { network } = group;
  const [types, subnets, securityGroups] = await Promise.all([
    fleet.instanceTypes(group.instanceTypes),
    fleet.subnets(network.subnets.length > 0 ? network.subnets : 'default'),
    fleet.securityGroups(network.securityGroups),
  ]);
  const images = await fleet.images(
    group.ami.id === undefined ? await recommendedImages(types, parameters) : [group.ami.id],
  );
  return ingredientsOf(group, { types, images, subnets, securityGroups });
};

const recommendedImages = async (
  types: readonly InstanceTypeView[],
  parameters: ReadingPorts['parameters'],
): Promise<readonly string[]> => {
  const wanted = (['x86_64', 'arm64'] as const).filter((architecture) =>
    types.some(({ architectures }) => architectures.includes(architecture)),
  );
  const found = await Promise.all(wanted.map((architecture) => parameters.read(imageParameter(architecture))));
  // What is no image id would be a launch of something else.
  return found.flatMap((parameter) =>
    /^ami-[0-9a-f]{8,17}$/.test(parameter?.value ?? '') ? (parameter?.value ?? []) : [],
  );
};
