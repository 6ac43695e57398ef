/** What AWS says about a wish before anything changes. Everything is looked up afresh; nothing is written. */
import type { FieldError } from '../domain/errors.ts';
import { configProblems, groupProblems } from '../domain/group-problems.ts';
import type { HostGroupSpec } from '../domain/spec.ts';
import { tagProblems } from '../domain/tags.ts';
import type { ProvisionCluster, Wish } from '../domain/wish.ts';
import type { Fleet } from '../ports/fleet.ts';
import type { Parameters } from '../ports/parameters.ts';
import type { CheckedWish } from '../ports/planner.ts';
import { type CheckRunPorts, checkRun } from './check-run.ts';
import { readableSpec } from './readable-spec.ts';

export type CheckWishPorts = CheckRunPorts & {
  readonly fleet: Fleet;
  readonly parameters: Pick<Parameters, 'read'>;
  readonly settings: { readonly parameterPrefix: string };
};

/**
 * Wrong fields, with pointers into the request's body; and the wish with what it leaves to us decided. Throws
 * `PolicyRefusal` when no host group allows what the tasks need.
 */
export const checkWish = async (wish: Wish, ports: CheckWishPorts): Promise<CheckedWish> => {
  switch (wish.kind) {
    case 'provision-cluster':
      return { wish, errors: await checkGroups(wish, ports) };
    case 'deploy-service': {
      const { errors, ...decided } = await checkRun(wish, wish.spec, ports);
      const ofCluster = (await ports.clusterSpecs.read(wish.cluster))?.spec.tags ?? {};
      const tooMany = tagProblems(ofCluster, wish.spec.tags, '/tags');
      return { wish: { ...wish, spec: { ...wish.spec, ...decided } }, errors: [...errors, ...tooMany] };
    }
    case 'run-task': {
      const { errors, ...decided } = await checkRun(wish, wish, ports);
      return { wish: { ...wish, ...decided }, errors };
    }
    default:
      return { wish, errors: [] };
  }
};

/** AWS is asked only about groups that are new or changed: what runs already is not refused because AWS has changed since. */
const checkGroups = async ({ cluster, spec }: ProvisionCluster, ports: CheckWishPorts) => {
  const stored = await readableSpec(cluster, ports);
  const before = stored === undefined || stored === 'unreadable' ? [] : stored.spec.groups;
  const found = await Promise.all(
    spec.groups.map(async (group, index) => {
      const at = `/groups/${index}`;
      const own = [...configProblems(group, at), ...tagProblems(spec.tags, group.tags, `${at}/tags`)];
      const same = before.find(({ name }) => name === group.name);
      if (same !== undefined && lookedUp(same) === lookedUp(group)) return own;
      const [pantry, unread] = await Promise.all([pantryOf(group, ports), extraProblems(group, ports, at)]);
      return [...own, ...groupProblems(group, pantry, at), ...unread];
    }),
  );
  return found.flat();
};

/** The part of a group that AWS is asked about. */
const lookedUp = ({ instanceTypes, ami, network, rootVolume, extraUserData }: HostGroupSpec): string =>
  JSON.stringify({ instanceTypes, ami, network, rootVolume, extraUserData });

/** A host that cannot read its script powers off, so a group of a wrong one would never have a host. */
const extraProblems = async (
  { extraUserData }: HostGroupSpec,
  { parameters, settings }: CheckWishPorts,
  at: string,
): Promise<readonly FieldError[]> => {
  if (extraUserData === undefined) return [];
  const pointer = `${at}/extraUserData`;
  const readable = `${settings.parameterPrefix}/`;
  if (!extraUserData.startsWith(readable))
    return [{ pointer, detail: `must be below ${settings.parameterPrefix}: hosts may read nothing else` }];
  if ((await parameters.read(extraUserData)) !== undefined) return [];
  return [{ pointer, detail: `there is no parameter ${extraUserData}` }];
};

const pantryOf = async ({ instanceTypes, ami, network }: HostGroupSpec, { fleet }: CheckWishPorts) => {
  const [types, images, subnets, securityGroups] = await Promise.all([
    fleet.instanceTypes(instanceTypes),
    ami.id === undefined ? [] : fleet.images([ami.id]),
    fleet.subnets(network.subnets.length === 0 ? 'default' : network.subnets),
    network.securityGroups.length === 0 ? [] : fleet.securityGroups(network.securityGroups),
  ]);
  const unknown = instanceTypes.filter((name) => !types.some((type) => type.name === name));
  const similar = unknown.map(async (name) => [name, await fleet.typeNamesLike(name)] as const);
  return { types, images, subnets, securityGroups, similarTypes: Object.fromEntries(await Promise.all(similar)) };
};
