/** Turning knobs while the world runs. */
import type { Knob } from './knob.ts';
import { type Knobs, knobTable } from './knobs.ts';

/** Why this is no setting of that knob, in words; undefined when it is one. */
export const wrongSetting = (name: string, setting: unknown): string | undefined => {
  const knob = Object.hasOwn(knobTable, name) ? (knobTable[name as keyof Knobs] as Knob<unknown>) : undefined;
  if (knob === undefined) return 'There is no such knob.';
  const { preset, others } = knob;
  if (typeof preset === 'boolean') return typeof setting === 'boolean' ? undefined : 'It is true or false.';
  if (typeof preset === 'number') return isAmount(setting) ? undefined : 'It is a number, 0 or more.';
  if (typeof preset === 'string')
    return [preset, ...others].includes(setting) ? undefined : `It is one of ${[preset, ...others].join(', ')}.`;
  const isRange = Array.isArray(setting) && setting.length === 2 && setting.every(isAmount);
  return isRange && setting[0] <= setting[1] ? undefined : 'It is a list of two numbers, from and to.';
};

/** Turns knobs while the world runs; what has begun already goes on as it was. Expects settings that are none of them wrong. */
export const turnKnobs = (knobs: Knobs, settings: Partial<Knobs>): void => {
  Object.assign(knobs, settings);
};

const isAmount = (setting: unknown): boolean => typeof setting === 'number' && Number.isFinite(setting) && setting >= 0;
