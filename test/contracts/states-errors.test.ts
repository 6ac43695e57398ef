/** Errors, Retry, Catch and timeouts. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
import { describe, expect, test } from 'vitest';
import { functionArn, only, openWorkflows, story, visited } from './workflows.ts';

const workflows = openWorkflows();
const call = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn(name) },
  ...more,
});

/** A function that fails with one error after the other, and then answers. */
const failingWith = (...names: string[]): string => {
  const name = `failing-${names.join('-')}`;
  const left = [...names];
  workflows.host(name, () => {
    const error = left.shift();
    if (error !== undefined) throw Object.assign(new Error('why'), { name: error });
    return 'well';
  });
  return name;
};
const times = (count: number, name: string) => Array.from({ length: count }, () => name);
const retrying = (failures: readonly string[], Retry: object[]) =>
  workflows.run(only(call(failingWith(...failures), { Retry, Output: '{% $states.result.Payload %}' })));

describe('Retry', () => {
  test.each([
    ['three attempts, after 1, 2 and 4 seconds, unless told otherwise', {}, 3, 1 + 2 + 4],
    [
      'IntervalSeconds 3, BackoffRate 2, MaxAttempts 3: 3, 6 and 12 seconds',
      { IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 3 },
      3,
      3 + 6 + 12,
    ],
    [
      'MaxDelaySeconds 5 ends the growth: 3, 5 and 5 seconds',
      { IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 3, MaxDelaySeconds: 5 },
      3,
      3 + 5 + 5,
    ],
    ['BackoffRate 1 keeps the interval', { IntervalSeconds: 2, BackoffRate: 1 }, 3, 2 + 2 + 2],
  ])('%s', async (_what, retrier, failures, seconds) => {
    const end = await retrying(times(failures, 'Busy'), [{ ErrorEquals: ['Busy'], ...retrier }]);
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: 'well', seconds });
  });

  test('JitterStrategy FULL waits for anything up to the interval, by the seed', async () => {
    const jittered = async () => {
      const fresh = openWorkflows();
      let left = 3;
      fresh.host('busy', () => {
        if (left-- > 0) throw Object.assign(new Error('why'), { name: 'Busy' });
      });
      const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 100, BackoffRate: 1, JitterStrategy: 'FULL' }];
      return (await fresh.run(only(call('busy', { Retry })))).seconds;
    };
    const seconds = await jittered();
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(300);
    expect(await jittered()).toBe(seconds);
  });

  test('MaxAttempts 0 never tries again', async () => {
    const end = await retrying(['Busy'], [{ ErrorEquals: ['Busy'], MaxAttempts: 0 }]);
    expect(end).toMatchObject({ status: 'FAILED', error: 'Busy', seconds: 0 });
  });

  // The example of "Complex retry scenarios": ErrorA, ErrorB, ErrorC, ErrorB, ErrorB.
  test('counts for each retrier by itself, and leaves the rest to Catch', async () => {
    const X = call(failingWith('ErrorA', 'ErrorB', 'ErrorC', 'ErrorB', 'ErrorB'), {
      Retry: [
        { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
        { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
      Next: 'Y',
    });
    const end = await workflows.run({ StartAt: 'X', States: { X, Y: { Type: 'Fail' }, Z: { Type: 'Succeed' } } });
    expect(visited(end.events)).toEqual(['X', 'Z']);
    expect(end.seconds).toBe(1 + 2 + 5);
  });
});

describe('Catch', () => {
  const caught = (task: object, catcher: object, more: object = {}) =>
    workflows.run({
      StartAt: 'Try',
      States: {
        Try: { ...task, Catch: [{ Next: 'Caught', ...catcher }], End: true },
        Caught: { Type: 'Pass', ...more, End: true },
      },
    });

  test('hands on the error and its cause, the report of the function', async () => {
    const end = await caught(call(failingWith('NoSuchCluster')), { ErrorEquals: ['NoSuchCluster'] });
    expect(end.output).toEqual({ Error: 'NoSuchCluster', Cause: expect.stringContaining('"errorMessage":"why"') });
  });

  test('has an Output and an Assign of its own, which see the error and the input', async () => {
    const catcher = {
      ErrorEquals: ['States.ALL'],
      Assign: { was: '{% $states.errorOutput.Error %}' },
      Output: { asked: '{% $states.input %}' },
    };
    const end = await caught(call(failingWith('Odd')), catcher, { Output: '{% [$was, $states.input] %}' });
    expect(end.output).toEqual(['Odd', { asked: {} }]);
  });

  test.each([
    ['States.ALL', 'Odd', true],
    ['States.TaskFailed', 'Odd', true],
    ['Even', 'Odd', false],
  ])('%s catches %s: %s', async (name, error, is) => {
    const end = await caught(call(failingWith(error)), { ErrorEquals: [name] });
    expect(end.status).toBe(is ? 'SUCCEEDED' : 'FAILED');
  });

  test.each([
    ['States.Timeout', true],
    ['States.ALL', true],
    ['States.TaskFailed', false],
  ])('%s catches a timeout: %s', async (name, is) => {
    workflows.host('slow', () => workflows.cloud.clock.sleep(600_000));
    const end = await caught(call('slow', { TimeoutSeconds: 5 }), { ErrorEquals: [name] });
    expect(end).toMatchObject(
      is
        ? { status: 'SUCCEEDED', seconds: 5, output: { Error: 'States.Timeout', Cause: '' } }
        : { status: 'FAILED', seconds: 5, error: 'States.Timeout', cause: undefined },
    );
  });

  // "A terminal error that can't be caught by the States.ALL error type"; LocalStack recorded on AWS that it can.
  test.each([
    [['States.ALL'], false, false],
    [['States.ALL'], true, true],
    [['States.DataLimitExceeded'], false, true],
  ])('%j catches a result of more than 256 KiB (the knob at %s): %s', async (names, knob, is) => {
    const fresh = openWorkflows({ statesAllIncludesDataLimit: knob });
    fresh.host('big', () => 'x'.repeat(262_144));
    const Try = call('big', { Catch: [{ ErrorEquals: names, Next: 'Caught' }], End: true });
    const end = await fresh.run({ StartAt: 'Try', States: { Try, Caught: { Type: 'Succeed' } } });
    expect(end.status).toBe(is ? 'SUCCEEDED' : 'FAILED');
    expect(end.events[4]).toMatchObject({
      type: 'TaskFailed',
      taskFailedEventDetails: {
        error: 'States.DataLimitExceeded',
        cause:
          "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
      },
    });
  });

  test('catches what fails within a Map or a Parallel, whose other branches then cease', async () => {
    const Branches = [only({ Type: 'Wait', Seconds: 3_600 }, 'Long'), only(call(failingWith('Odd')), 'Short')];
    const end = await caught({ Type: 'Parallel', Branches }, { ErrorEquals: ['Odd'] });
    expect(end).toMatchObject({ status: 'SUCCEEDED', seconds: 0, output: { Error: 'Odd' } });
    const types = end.events.map(({ type }) => type);
    expect(types).toContain('WaitStateAborted');
    expect(types).toContain('ParallelStateFailed');
  });
});

// Recorded on AWS by LocalStack: timeouts/test_timeouts.snapshot.json (test_service_lambda_map_timeout) and
// states_variables/test_error_output.snapshot.json (test_parallel_catch_error)
describe('the history of a failure inside', () => {
  test('of a Map: the state of the iteration that failed is aborted, and so are all others', async () => {
    workflows.host('slow', () => workflows.cloud.clock.sleep(600_000));
    const ItemProcessor = only(call('slow', { TimeoutSeconds: 5 }), 'LambdaInvoke');
    const { events } = await workflows.run(only({ Type: 'Map', Items: [1, 2, 3], ItemProcessor }, 'MapWait'));
    expect(story(events).slice(3, 6)).toEqual([
      '4 <- 3 MapIterationStarted',
      '5 <- 3 MapIterationStarted',
      '6 <- 3 MapIterationStarted',
    ]);
    const failed = events.find(({ type }) => type === 'TaskTimedOut')?.id ?? 0;
    const end = events.slice(events.findIndex(({ type }) => type === 'MapIterationFailed'));
    expect(end.map(({ type, previousEventId }) => `${previousEventId === failed ? '^' : ''}${type}`)).toEqual([
      '^MapIterationFailed',
      '^TaskStateAborted',
      '^MapIterationAborted',
      '^TaskStateAborted',
      '^MapIterationAborted',
      '^TaskStateAborted',
      '^MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  test('of a Parallel: what comes next follows the failure itself', async () => {
    const Branches = [only(call(failingWith('Odd', 'Odd')), 'ExecuteLambdaTask')];
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }];
    const { events } = await workflows.run(only({ Type: 'Parallel', Branches, Retry }, 'ParallelState'));
    expect(story(events).slice(2)).toEqual([
      '3 <- 2 ParallelStateStarted',
      '4 <- 3 TaskStateEntered',
      '5 <- 4 TaskScheduled',
      '6 <- 5 TaskStarted',
      '7 <- 6 TaskFailed',
      '8 <- 7 TaskStateAborted',
      '9 <- 7 ParallelStateStarted',
      '10 <- 9 TaskStateEntered',
      '11 <- 10 TaskScheduled',
      '12 <- 11 TaskStarted',
      '13 <- 12 TaskFailed',
      '14 <- 13 TaskStateAborted',
      '15 <- 13 ParallelStateFailed',
      '16 <- 15 ExecutionFailed',
    ]);
  });
});

describe('where an execution ends by itself', () => {
  // "The runtime error … isn't retriable, and will always cause the execution to fail."
  test('at 25,000 events of history (service-quotas.html)', async () => {
    const Round = { Type: 'Map', Items: '{% $range(1, 1000, 1) %}', ItemProcessor: only({ Type: 'Pass' }, 'P') };
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Round' }];
    const end = await workflows.run({ StartAt: 'Round', States: { Round: { ...Round, Next: 'Round', Catch } } });
    expect(end).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });

  // https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html: TimeoutSeconds of the machine
  test('when the machine has run for too long', async () => {
    const end = await workflows.run({ ...only({ Type: 'Wait', Seconds: 3_600 }), TimeoutSeconds: 90 });
    expect(end).toMatchObject({ status: 'TIMED_OUT', seconds: 90 });
    expect(end.events.at(-1)?.type).toBe('ExecutionTimedOut');
  });

  test('where no choice matches', async () => {
    const Choices = [{ Condition: '{% false %}', Next: 'Never' }];
    const end = await workflows.run({
      StartAt: 'Which',
      States: { Which: { Type: 'Choice', Choices }, Never: { Type: 'Succeed' } },
    });
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });
});
