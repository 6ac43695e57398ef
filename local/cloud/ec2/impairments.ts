/** What the status checks of an instance find, and what makes it go away. */
import type { Ec2Instance, Impairment } from './state.ts';

export interface CheckResult {
  readonly status: 'ok' | 'impaired' | 'initializing' | 'not-applicable';
  /** Absent where the status is not applicable. */
  readonly reachability?: 'passed' | 'failed' | 'initializing';
  readonly impairedSince?: number;
}

/** Volumes never fail here: that check is `ok` as soon as the others can be. */
export type StatusCheck = Impairment['check'] | 'attached-ebs';

/**
 * One of the checks, now. Only running instances have any; both begin anew with each start.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceStatusSummary.html
 */
export const checkOf = (instance: Ec2Instance, check: StatusCheck, now: number): CheckResult => {
  if (instance.state !== 'running') return { status: 'not-applicable' };
  if ((instance.checksPassAt ?? 0) > now) return { status: 'initializing', reachability: 'initializing' };
  const since = [...instance.impairments]
    .filter((one) => one.check === check && one.since <= now)
    .map((one) => one.since)
    .sort((a, b) => a - b)[0];
  return since === undefined
    ? { status: 'ok', reachability: 'passed' }
    : { status: 'impaired', reachability: 'failed', impairedSince: since };
};

/** It moves to other hardware, or it boots: what was wrong there is left behind. */
export const leaveBehind = (instance: Ec2Instance, cause: 'hardware' | 'software'): void => {
  for (const one of [...instance.impairments]) if (one.cause === cause) instance.impairments.delete(one);
};
