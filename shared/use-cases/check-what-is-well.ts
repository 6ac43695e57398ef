import type { FieldError } from '../domain/errors.ts';
import { check } from '../domain/schemas/check.ts';
import { clusterBody, wellFormedGroups } from '../domain/schemas/cluster.ts';
import type { Planner } from '../ports/planner.ts';

/** What AWS lacks of what a cluster's body asks for, as far as the body is well-formed: for bodies that are wrong elsewhere. */
export const checkWhatIsWell = async (
  cluster: string,
  body: unknown,
  { planner }: { readonly planner: Planner },
): Promise<readonly FieldError[]> => {
  const found = wellFormedGroups(body);
  if (found.length === 0) return [];
  const groups = found.map(({ group }) => group);
  const { policy, tags } = check(clusterBody, { groups });
  const wish = { kind: 'provision-cluster', cluster, spec: { groups, policy, tags } } as const;
  const { errors } = await planner.check(wish);
  return errors.flatMap((error) => {
    const [, place = '', field = ''] = /^\/groups\/(\d+)\/([^/]+)/.exec(error.pointer) ?? [];
    const one = found[Number(place)];
    if (one === undefined || one.leftOut.includes(field)) return [];
    return [{ ...error, pointer: error.pointer.replace(/^\/groups\/\d+/, `/groups/${one.index}`) }];
  });
};
