/** Members that a request must have and has not. */
import { isRecord } from './convert.ts';
import type { Member, Shape, Structure } from './shape.ts';

const none: readonly string[] = [];

/** Paths as AWS writes them: `tags.1.member.key`. Only members that must be there, or hold such, are looked at. */
export const missingMembers = (shape: Shape, value: unknown, path = ''): readonly string[] => {
  if (!requires(shape)) return none;
  if (shape.kind === 'structure' && isRecord(value)) {
    let missing = none;
    for (const { name, key, required, shape: held } of requiringMembers(shape)) {
      const member = value[name];
      const absent = member === undefined || member === null;
      if (absent && !required) continue;
      const found = absent ? [path + key] : missingMembers(held, member, `${path}${key}.`);
      if (found.length > 0) missing = [...missing, ...found];
    }
    return missing;
  }
  if (shape.kind === 'list' && Array.isArray(value))
    return value.flatMap((item, index) => missingMembers(shape.item.shape, item, `${path}${index + 1}.member.`));
  if (shape.kind === 'map' && isRecord(value))
    return Object.entries(value).flatMap(([key, item]) =>
      missingMembers(shape.value.shape, item, `${path}${key}.member.`),
    );
  return none;
};

const known = new WeakMap<Shape, boolean>();

/** Whether anything in a shape may have to be there; of one that contains itself that is taken for granted. */
const requires = (shape: Shape): boolean => {
  const seen = known.get(shape);
  if (seen !== undefined) return seen;
  known.set(shape, true);
  const answer =
    (shape.kind === 'structure' && shape.members.some((member) => member.required || requires(member.shape))) ||
    (shape.kind === 'list' && requires(shape.item.shape)) ||
    (shape.kind === 'map' && requires(shape.value.shape));
  known.set(shape, answer);
  return answer;
};

interface Requiring {
  readonly name: string;
  /** As it stands in paths. */
  readonly key: string;
  readonly required: boolean;
  readonly shape: Shape;
}

const members = new WeakMap<Structure, readonly Requiring[]>();

const requiringMembers = (structure: Structure): readonly Requiring[] => {
  const seen = members.get(structure);
  if (seen !== undefined) return seen;
  const made = structure.members
    .filter((member) => member.required || requires(member.shape))
    .map((member) => ({ ...member, key: lowerFirst(wireName(member)) }));
  members.set(structure, made);
  return made;
};

/** EC2 speaks of `InstanceId`, as its forms do, where the SDKs speak of `InstanceIds`. */
const wireName = ({ name, traits }: Member): string => traits.ec2QueryName ?? traits.xmlName ?? name;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
