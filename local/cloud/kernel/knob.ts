/** What a knob is, and the kinds that there are. */

type Range = readonly [from: number, to: number];

export interface Knob<Setting> {
  /** For people: what it turns, and where the realistic setting comes from. */
  readonly what: string;
  /** What AWS does as a rule. */
  readonly realistic: Setting;
  /** What it may do as well. */
  readonly others: readonly Setting[];
}

export const range = (what: string, realistic: Range, ...others: Range[]): Knob<Range> => ({ what, realistic, others });

export const duration = (what: string, realistic: number, ...others: number[]): Knob<number> => ({
  what,
  realistic,
  others,
});

/** So many in a hundred. */
export const percent = duration;
export const count = duration;

export const flag = (what: string, realistic: boolean): Knob<boolean> => ({ what, realistic, others: [!realistic] });
