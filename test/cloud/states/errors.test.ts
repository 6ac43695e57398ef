/** Contract: Retry and Catch. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '../../../local/cloud/states/language/failure.ts';
import { tryAgain } from '../../../local/cloud/states/language/retry.ts';
import { lambda, machine, type Scripted, stage, statesEntered, story } from './stage.ts';

const call = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: lambda('f'), Payload: '{% $states.context.State.RetryCount %}' },
  ...more,
});
const of =
  (error: string) =>
  (names: readonly string[]): boolean =>
    matches(names, { error, alias: undefined }, { allIncludesDataLimit: false });
const failing = (times: number, name = 'Busy'): Scripted => {
  let left = times;
  return (payload) => {
    if (left-- > 0) throw Object.assign(new Error('not now'), { name });
    return payload;
  };
};

describe('Which errors a name matches', () => {
  const cases: [reason: string, names: string[], error: string, matched: boolean][] = [
    ['its own name', ['Busy'], 'Busy', true],
    ['another name', ['Busy'], 'Broken', false],
    ['States.ALL matches errors of functions', ['States.ALL'], 'Busy', true],
    ['States.ALL matches timeouts', ['States.ALL'], 'States.Timeout', true],
    ['States.ALL matches wrong expressions', ['States.ALL'], 'States.QueryEvaluationError', true],
    ['States.ALL does not match terminal errors', ['States.ALL'], 'States.DataLimitExceeded', false],
    ['nor the runtime error', ['States.ALL'], 'States.Runtime', false],
    ['a data limit can be named', ['States.DataLimitExceeded'], 'States.DataLimitExceeded', true],
    ['the runtime error cannot even be named', ['States.Runtime'], 'States.Runtime', false],
    ['States.TaskFailed matches errors of functions', ['States.TaskFailed'], 'Busy', true],
    ['States.TaskFailed does not match timeouts', ['States.TaskFailed'], 'States.Timeout', false],
  ];
  it.each(cases)('%s', (_, names, error, matched) => {
    expect(matches(names, { error, alias: undefined }, { allIncludesDataLimit: false })).toBe(matched);
  });
});

describe('Retry', () => {
  it('grows by BackoffRate up to MaxDelaySeconds, from 1 s, 2.0 and 3 attempts unless told otherwise', () => {
    const delays = (retrier: object) => {
      const found: number[] = [];
      for (let again = tryAgain([{ ErrorEquals: ['Busy'], ...retrier }], of('Busy'), [], () => 0.5); again; ) {
        found.push(again.afterMs);
        again = tryAgain([{ ErrorEquals: ['Busy'], ...retrier }], of('Busy'), again.attempts, () => 0.5);
      }
      return found;
    };
    expect(delays({})).toEqual([1000, 2000, 4000]);
    expect(delays({ IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 4, MaxDelaySeconds: 6 })).toEqual([
      3000, 4500, 6000, 6000,
    ]);
    expect(delays({ MaxAttempts: 2, JitterStrategy: 'FULL' })).toEqual([500, 1000]);
    expect(delays({ MaxAttempts: 0 })).toEqual([]);
  });

  it('never waits longer with jitter than without', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 9 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (interval, used, chance) => {
          const retrier = { ErrorEquals: ['Busy'], IntervalSeconds: interval, MaxAttempts: 10, MaxDelaySeconds: 300 };
          const plain = tryAgain([retrier], of('Busy'), [used], () => chance)!;
          const jittered = tryAgain(
            [{ ...retrier, JitterStrategy: 'FULL' as const }],
            of('Busy'),
            [used],
            () => chance,
          )!;
          expect(jittered.afterMs).toBeLessThanOrEqual(plain.afterMs);
          expect(plain.afterMs).toBeLessThanOrEqual(300_000);
        },
      ),
    );
  });

  it('counts each retrier for itself', () => {
    const retriers = [
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
    ];
    const first = tryAgain(retriers, of('A'), [], () => 0)!;
    const second = tryAgain(retriers, of('B'), first.attempts, () => 0)!;
    expect(second.attempts).toEqual([1, 1]);
    expect(tryAgain(retriers, of('A'), second.attempts, () => 0)).toBeUndefined();
  });

  it('schedules the task again in the same state, which then knows how often', async () => {
    const states = {
      Try: call({
        Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2 }],
        Output: '{% $states.result.Payload %}',
        End: true,
      }),
    };
    const end = await stage({ f: failing(2) }).run(machine(states));
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: 2, seconds: 6 });
    expect(story(end.events).slice(1, 9)).toEqual([
      '2 <- 0 TaskStateEntered',
      '3 <- 2 TaskScheduled',
      '4 <- 3 TaskStarted',
      '5 <- 4 TaskFailed',
      '6 <- 5 TaskScheduled',
      '7 <- 6 TaskStarted',
      '8 <- 7 TaskFailed',
      '9 <- 8 TaskScheduled',
    ]);
  });
});

describe('Catch', () => {
  it('comes after the retries, sees the error, and sets variables', async () => {
    const end = await stage({ f: failing(99) }).run(
      machine({
        Try: call({
          Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
          Catch: [
            { ErrorEquals: ['Other'], Next: 'Never' },
            {
              ErrorEquals: ['States.ALL'],
              Next: 'Explain',
              Assign: { was: '{% $states.errorOutput.Error %}' },
              Output: { asked: '{% $states.input %}', why: '{% $parse($states.errorOutput.Cause).errorMessage %}' },
            },
          ],
          Next: 'Never',
        }),
        Never: { Type: 'Succeed' },
        Explain: {
          Type: 'Fail',
          Error: '{% $was %}',
          Cause: '{% $states.input.why & $string($states.input.asked.n) %}',
        },
      }),
      { n: 5 },
    );
    expect(statesEntered(end.events)).toEqual(['Try', 'Explain']);
    expect(end).toMatchObject({ status: 'FAILED', error: 'Busy', cause: 'not now5' });
  });

  it('hands on Error and Cause when it names no Output', async () => {
    const end = await stage({ f: failing(1) }).run(
      machine({
        Try: call({ Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Caught' }], End: true }),
        Caught: { Type: 'Succeed' },
      }),
    );
    expect(end.output).toEqual({ Error: 'Busy', Cause: expect.stringContaining('not now') });
  });

  it('catches a wrong expression in the Output of the state itself', async () => {
    const end = await stage({ f: failing(0) }).run(
      machine({
        Try: call({
          Output: '{% $nowhere %}',
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }],
          End: true,
        }),
        Caught: { Type: 'Succeed' },
      }),
    );
    expect(statesEntered(end.events)).toEqual(['Try', 'Caught']);
  });
});
