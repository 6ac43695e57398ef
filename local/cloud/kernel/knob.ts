/** What a knob is, and the kinds that there are. */

type Range = readonly [from: number, to: number];

export interface Knob<Setting> {
  /** For people: what it turns, and where the preset comes from. */
  readonly what: string;
  /** How it is unless somebody turns it: as AWS does as a rule, but for what would only be noise; `what` says so then. */
  readonly preset: Setting;
  /** What it may do as well. */
  readonly others: readonly Setting[];
}

export const range = (what: string, preset: Range, ...others: Range[]): Knob<Range> => ({ what, preset, others });

export const duration = (what: string, preset: number, ...others: number[]): Knob<number> => ({
  what,
  preset,
  others,
});

/** So many in a hundred. */
export const percent = duration;
export const count = duration;

export const flag = (what: string, preset: boolean): Knob<boolean> => ({ what, preset, others: [!preset] });
