/**
 * Schedule expressions of rules, in UTC. Pure.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
import { AwsError } from '../kernel/aws-error.ts';
import { parseCron } from './cron.ts';

/** The next time after `time`, both in milliseconds since the epoch; undefined when there is none. */
export type Schedule = (time: number) => number | undefined;

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `rate(5 minutes)` or `cron(0 12 * * ? *)`; throws ValidationException. */
export const parseSchedule = (text: string): Schedule => {
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(text);
  // One is singular, everything else plural: EventBridge insists.
  if (rate !== null && (rate[1] === '1') === (rate[3] === '')) {
    const period = Number(rate[1]) * unitMs[rate[2]!]!;
    return (time) => time + period;
  }
  const cron = /^cron\((.+)\)$/.exec(text)?.[1];
  const times = cron === undefined ? undefined : parseCron(cron);
  if (times === undefined) throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  return times;
};
