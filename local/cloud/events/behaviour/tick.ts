/** Rules with a schedule: their events come by the clock, to their own targets only. */
import type { World } from '../../kernel/world.ts';
import type { Rule } from '../state.ts';
import { deliver } from './deliver.ts';
import { copiesOf } from './delivery-copies.ts';
import { envelopeOf } from './emit.ts';

/** Plans the next time of the schedule, or none, after any change of the rule. */
export const reschedule = (world: World, rule: Rule): void => {
  rule.timer?.cancel();
  delete rule.timer;
  if (rule.enabled && rule.schedule !== undefined) scheduleNext(world, rule, world.clock.now());
};

const scheduleNext = (world: World, rule: Rule, since: number): void => {
  const time = rule.schedule?.times(since);
  if (time === undefined) return;
  rule.timer = world.clock.at(time, `events: ${rule.name} is due`, () => {
    scheduleNext(world, rule, time);
    const event = { source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {} };
    const envelope = envelopeOf(world, event, time);
    const [first, ...copies] = copiesOf(world, envelope).toSorted((one, other) => one - other);
    if (first === 0) deliver(world, rule, envelope);
    for (const laterMs of first === 0 || first === undefined ? copies : [first, ...copies])
      world.clock.after(laterMs, `events: ${rule.name} is late`, () => deliver(world, rule, envelope));
  });
};
