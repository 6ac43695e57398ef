/** What an operation accepts and does nothing with is said in `Service.ignored`, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { services } from '../../local/cloud/services.ts';
import { loadModel } from '../../local/cloud/wire/model.ts';
import type { Shape } from '../../local/cloud/wire/shape.ts';
import { readingOf } from './reading.ts';

const isMember = (shape: Shape | undefined, [name, ...rest]: readonly string[]): boolean => {
  if (name === undefined) return true;
  if (shape?.kind === 'list') return isMember(shape.item.shape, [name, ...rest]);
  if (shape?.kind !== 'structure') return false;
  const member = shape.members.find((one) => one.name === name);
  return member !== undefined && isMember(member.shape, rest);
};

describe.each(services.map((service) => ({ service, name: service.name })))('$name', ({ service }) => {
  const ignored = service.ignored ?? {};

  it('says of every parameter that it does not read that it ignores it: add it to `ignored`, or refuse it', async () => {
    const model = await loadModel(service);
    const unsaid = Object.keys(service.operations).flatMap((operation) => {
      const reading = readingOf(service, operation);
      const members = model.operations.get(operation)?.input.members ?? [];
      return reading === undefined
        ? []
        : members
            .filter(({ name }) => !reading.mayRead(name) && !ignored[operation]?.includes(name))
            .map(({ name }) => `${operation}: ${name}`);
    });
    expect(unsaid).toEqual([]);
  });

  it('ignores only parameters that there are, of operations that there are', async () => {
    const model = await loadModel(service);
    const wrong = Object.entries(ignored).flatMap(([operation, members]) =>
      members
        .filter((member) => !isMember(model.operations.get(operation)?.input, member.split('.')))
        .concat(operation in service.operations ? [] : [operation])
        .map((member) => `${operation}: ${member}`),
    );
    expect(wrong).toEqual([]);
  });

  it('does not say so of parameters that it reads: strike them from `ignored`', () => {
    const read = Object.entries(ignored).flatMap(([operation, members]) =>
      members
        .filter((member) => !member.includes('.') && readingOf(service, operation)?.reads(member))
        .map((member) => `${operation}: ${member}`),
    );
    expect(read).toEqual([]);
  });
});
