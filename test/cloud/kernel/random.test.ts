import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../local/cloud/kernel/random.ts';

describe('randomness from a seed', () => {
  it('is the same for the same seed, and another for another', () => {
    const draw = (seed: number | string) =>
      Array.from(
        { length: 50 },
        (
          (random) => () =>
            random.next()
        )(new Random(seed)),
      );
    expect(draw(1)).toEqual(draw(1));
    expect(draw('1')).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('stays within its bounds and reaches both of them', () => {
    const random = new Random('bounds');
    const drawn = Array.from({ length: 1_000 }, () => random.between(3, 6));
    expect([...new Set(drawn)].sort()).toEqual([3, 4, 5, 6]);
    for (let i = 0; i < 1_000; i++) {
      const value = random.next();
      expect(value >= 0 && value < 1).toBe(true);
    }
  });

  it('spreads evenly enough that no host is preferred', () => {
    const random = new Random(7);
    const counts = new Map<number, number>();
    for (let i = 0; i < 30_000; i++) {
      const drawn = random.between(0, 9);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - 3_000)).toBeLessThan(300);
  });

  it('shuffles without losing or inventing anything', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items];
        const shuffled = new Random(seed).shuffle(items);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
        expect(items).toEqual(before);
      }),
    );
  });

  it('makes ids of the right form that do not repeat', () => {
    const random = new Random('ids');
    const ids = Array.from({ length: 2_000 }, () => random.uuid());
    expect(new Set(ids).size).toBe(2_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(random.hex(17)).toMatch(/^[0-9a-f]{17}$/);
  });

  it('forks into streams of their own: drawing more from one does not shift the other', () => {
    const one = new Random('parent');
    const two = new Random('parent');
    const [left, right] = [one.fork('ids'), two.fork('ids')];
    for (let i = 0; i < 100; i++) one.next();
    expect(left.hex(20)).toBe(right.hex(20));
    expect(new Random('parent').fork('a').hex(20)).not.toBe(new Random('parent').fork('b').hex(20));
  });

  it('does not pick from nothing', () => {
    expect(() => new Random(1).pick([])).toThrow('nothing to pick from');
  });
});
