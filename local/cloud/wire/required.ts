/** Members that a request must have and has not. */
import { isRecord } from './convert.ts';
import type { Member, Shape } from './shape.ts';

/** Paths as AWS writes them: `tags.1.member.key`. */
export const missingMembers = (shape: Shape, value: unknown, path = ''): string[] => {
  if (shape.kind === 'structure' && isRecord(value)) {
    return shape.members.flatMap((member) => {
      const held = value[member.name];
      const here = path + lowerFirst(wireName(member));
      if (held === undefined || held === null) return member.required ? [here] : [];
      return missingMembers(member.shape, held, `${here}.`);
    });
  }
  if (shape.kind === 'list' && Array.isArray(value)) {
    return value.flatMap((item, index) => missingMembers(shape.item.shape, item, `${path}${index + 1}.member.`));
  }
  if (shape.kind === 'map' && isRecord(value)) {
    return Object.entries(value).flatMap(([key, item]) =>
      missingMembers(shape.value.shape, item, `${path}${key}.member.`),
    );
  }
  return [];
};

/** EC2 speaks of `InstanceId`, as its forms do, where the SDKs speak of `InstanceIds`. */
const wireName = ({ name, traits }: Member): string => traits.ec2QueryName ?? traits.xmlName ?? name;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
