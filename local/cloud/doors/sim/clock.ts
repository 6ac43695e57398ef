/** `/_sim/clock`: how fast time passes, whether it stands still, and going on step by step. */
import * as z from 'zod/mini';
import type { ClockControl } from '../../kernel/control.ts';
import { checked, type SimHandler, SimRefusal, type Simulation } from './request.ts';

export const clockOf = ({ world, control }: Simulation) => ({
  time: new Date(world.clock.now()).toISOString(),
  ...(control === undefined ? {} : { speed: control.speed, paused: control.paused }),
});

export const readClock: SimHandler = (request) => ({ status: 200, body: clockOf(request) });

const changes = z.strictObject({
  speed: z.optional(z.number().check(z.minimum(0.1), z.maximum(1_000))),
  paused: z.optional(z.boolean()),
});

export const changeClock: SimHandler = (request) => {
  const { speed, paused } = checked(request, changes);
  const control = controlOf(request);
  if (speed !== undefined) control.speed = speed;
  if (paused === true) control.pause();
  if (paused === false) control.resume();
  return readClock(request);
};

/** A day of a large cluster is computed for minutes; more is asked for again. */
const steps = z.strictObject({
  events: z.optional(z.int().check(z.minimum(1), z.maximum(100_000))),
  ms: z.optional(z.number().check(z.minimum(0), z.maximum(86_400_000))),
});

export const stepClock: SimHandler = async (request) => {
  const { events, ms } = checked(request, steps);
  const control = controlOf(request);
  if (events !== undefined && ms !== undefined)
    throw new SimRefusal(422, 'The body has wrong values.', [{ field: 'ms', problem: 'Give events or ms, not both.' }]);
  if (!control.paused) throw new SimRefusal(409, 'The clock runs. Pause it first: PUT /_sim/clock {"paused":true}.');
  try {
    await (ms === undefined ? control.stepEvents(events ?? 1) : control.stepMs(ms));
  } catch (error) {
    throw control.paused ? error : new SimRefusal(409, 'Somebody has let the clock run before the last step.');
  }
  return readClock(request);
};

const controlOf = ({ control }: Simulation): ClockControl => {
  if (control === undefined) throw new SimRefusal(409, 'Whoever turns this clock does not let others.');
  return control;
};
