/**
 * Contract: how each type of state behaves. https://states-language.net/spec.html (JSONata), and the chapters of the
 * developer guide named beside the cases. Histories were compared with those that LocalStack recorded on AWS
 * (tests/aws/services/stepfunctions/v2/**\/*.snapshot.json).
 */
import { describe, expect, it } from 'vitest';
import { lambda, machine, type Scripted, stage, statesEntered, story } from './stage.ts';

const call = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: lambda(name), Payload: '{% $states.input %}' },
  ...more,
});

describe('Assign (workflow-variables.html)', () => {
  it('sets variables that later states read, and evaluates Assign and Output side by side', async () => {
    const end = await stage().run(
      machine({
        First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
        Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}', before: '{% $n %}' }, Output: '{% $n %}', Next: 'Third' },
        Third: {
          Type: 'Pass',
          Output: { handed: '{% $states.input %}', n: '{% $n %}', before: '{% $before %}' },
          End: true,
        },
      }),
    );
    expect(end.output).toEqual({ handed: 1, n: 2, before: 1 });
    expect(end.events[4]?.stateExitedEventDetails).toMatchObject({ assignedVariables: { n: '2', before: '1' } });
  });

  it('keeps what an iteration sets inside the iteration', async () => {
    const end = await stage().run(
      machine({
        Outside: { Type: 'Pass', Assign: { base: 10 }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Items: [1, 2],
          ItemProcessor: {
            StartAt: 'Inside',
            States: {
              Inside: { Type: 'Pass', Assign: { own: '{% $base + $states.input %}' }, Next: 'Read' },
              Read: { Type: 'Pass', Output: '{% $own %}', End: true },
            },
          },
          Next: 'After',
        },
        After: { Type: 'Pass', Output: { each: '{% $states.input %}', leaked: '{% $exists($own) %}' }, End: true },
      }),
    );
    expect(end.output).toEqual({ each: [11, 12], leaked: false });
  });
});

describe('Choice', () => {
  const choosing = machine({
    'Which?': {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Assign: { said: 'big' } },
        { Condition: '{% $states.input.n > 5 %}', Next: 'Middling', Output: 'middling' },
      ],
      Default: 'Small',
      Output: 'by default',
    },
    Big: { Type: 'Pass', Output: '{% [$states.input, $said] %}', End: true },
    Middling: { Type: 'Succeed' },
    Small: { Type: 'Succeed' },
  });
  it.each([
    [11, 'Big', [{ n: 11 }, 'big']],
    [6, 'Middling', 'middling'],
    [1, 'Small', 'by default'],
  ])('takes the first rule that holds, with its own Assign and Output: %i', async (n, state, output) => {
    const end = await stage().run(choosing, { n });
    expect(statesEntered(end.events)).toEqual(['Which?', state]);
    expect(end.output).toEqual(output);
  });

  it('fails when nothing matches and there is no Default', async () => {
    const { Default: _, ...states } = {
      Default: 0,
      'Which?': { Type: 'Choice', Choices: [{ Condition: false, Next: 'Never' }] },
      Never: { Type: 'Succeed' },
    };
    expect(await stage().run(machine(states))).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('wants a boolean, not something like one', async () => {
    const end = await stage().run(
      machine({
        'Which?': { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'Never' }] },
        Never: { Type: 'Succeed' },
      }),
    );
    expect(end.cause).toContain(
      "returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
    );
  });
});

describe('Wait', () => {
  it.each([
    ['seconds', { Seconds: 90 }, 90],
    ['computed seconds', { Seconds: '{% $states.input.n * 2 %}' }, 14],
    ['a time', { Timestamp: '2026-11-22T12:05:00Z' }, 300],
    ['a time that is past', { Timestamp: '{% "2026-11-22T11:00:00+01:00" %}' }, 0],
  ])('waits for %s', async (_, fields, seconds) => {
    const end = await stage().run(machine({ Sleep: { Type: 'Wait', ...fields, End: true } }), { n: 7 });
    expect(end).toMatchObject({ status: 'SUCCEEDED', seconds, output: { n: 7 } });
    expect(story(end.events)).toEqual([
      '1 <- 0 ExecutionStarted',
      '2 <- 0 WaitStateEntered',
      '3 <- 2 WaitStateExited',
      '4 <- 3 ExecutionSucceeded',
    ]);
  });

  it.each(['2016-12-05 21:29:29Z', '2016-12-05T21:29:29', '2016-13-05T21:29:29Z'])(
    'refuses the time %s',
    async (text) => {
      const end = await stage().run(
        machine({ Sleep: { Type: 'Wait', Timestamp: '{% $states.input %}', End: true } }),
        text,
      );
      expect(end).toMatchObject({
        error: 'States.QueryEvaluationError',
        cause: `An error occurred while executing the state 'Sleep' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      });
    },
  );
});

describe('Fail', () => {
  it('ends with its Error and Cause, which may be expressions', async () => {
    const end = await stage().run(
      machine({
        Give: { Type: 'Fail', Error: '{% $states.input.code %}', Cause: "{% 'because ' & $states.input.why %}" },
      }),
      { code: 'TooBad', why: 'it rained' },
    );
    expect(end).toMatchObject({ status: 'FAILED', error: 'TooBad', cause: 'because it rained' });
    expect(story(end.events).slice(1)).toEqual(['2 <- 0 FailStateEntered', '3 <- 2 ExecutionFailed']);
  });
});

describe('Task', () => {
  it('calls the function by the role of the machine and hands on the whole answer of Invoke', async () => {
    const seen: unknown[] = [];
    const greet: Scripted = (payload, { caller }) => {
      seen.push(payload, caller.role);
      return { hello: 'world' };
    };
    const end = await stage({ greet }).run(machine({ Greet: call('greet', { End: true }) }), { a: 1 });
    expect(seen).toEqual([{ a: 1 }, 'workflow']);
    expect(end.output).toMatchObject({ Payload: { hello: 'world' }, StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(story(end.events).slice(1)).toEqual([
      '2 <- 0 TaskStateEntered',
      '3 <- 2 TaskScheduled',
      '4 <- 3 TaskStarted',
      '5 <- 4 TaskSucceeded',
      '6 <- 5 TaskStateExited',
      '7 <- 6 ExecutionSucceeded',
    ]);
    expect(end.events[2]?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'us-east-1',
    });
  });

  it('takes the ARN of a function as its Resource, and then hands on its answer alone', async () => {
    const end = await stage({ greet: () => 'hi' }).run(
      machine({ Greet: { Type: 'Task', Resource: lambda('greet'), End: true } }),
    );
    expect(end.output).toBe('hi');
    expect(end.events[2]?.type).toBe('LambdaFunctionScheduled');
  });

  it('fails under the name of the error that the function threw, with its report as the cause', async () => {
    const broken = () => {
      throw Object.assign(new Error('no such cluster'), { name: 'ClusterNotFound' });
    };
    const end = await stage({ broken }).run(machine({ Try: call('broken', { End: true }) }));
    expect(end).toMatchObject({ status: 'FAILED', error: 'ClusterNotFound' });
    expect(JSON.parse(end.cause!)).toMatchObject({ errorType: 'ClusterNotFound', errorMessage: 'no such cluster' });
    expect(story(end.events).slice(4)).toEqual(['5 <- 4 TaskFailed', '6 <- 5 ExecutionFailed']);
  });

  it("puts Lambda. before Lambda's own errors", async () => {
    const end = await stage().run(machine({ Try: call('nobody', { End: true }) }));
    expect(end.error).toBe('Lambda.ResourceNotFoundException');
    expect(end.cause).toContain('Error Code: ResourceNotFoundException');
  });

  it('times out while the function goes on', async () => {
    const slow: Scripted = (_, { clock }) => clock.sleep(600_000);
    const end = await stage({ slow }).run(
      machine({ Try: call('slow', { TimeoutSeconds: 5, HeartbeatSeconds: 3, End: true }) }),
    );
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined, seconds: 5 });
    expect(story(end.events).slice(4)).toEqual(['5 <- 4 TaskTimedOut', '6 <- 5 ExecutionFailed']);
  });

  it('refuses a result of more than 256 KiB, whatever Catch says (service-quotas.html)', async () => {
    const states = {
      Try: call('big', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }], End: true }),
      Caught: { Type: 'Succeed' },
    };
    const end = await stage({ big: () => 'x'.repeat(262_145) }).run(machine(states));
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('Map', () => {
  it('keeps the order of the items and tells the selector which one it is', async () => {
    const slowFirst: Scripted = async (payload, { clock }) => {
      await clock.sleep((payload as number) === 0 ? 9_000 : 1_000);
      return payload;
    };
    const end = await stage({ slowFirst }).run(
      machine({
        Each: {
          Type: 'Map',
          Items: '{% $states.input.items %}',
          ItemSelector: {
            at: '{% $states.context.Map.Item.Index %}',
            of: '{% $states.context.Map.Item.Value %}',
            n: '{% $count($states.input.items) %}',
          },
          ItemProcessor: {
            StartAt: 'Call',
            States: {
              Call: {
                ...call('slowFirst', { End: true, Output: '{% $states.input %}' }),
                Arguments: { FunctionName: lambda('slowFirst'), Payload: '{% $states.input.at %}' },
              },
            },
          },
          End: true,
        },
      }),
      { items: ['a', 'b', 'c'] },
    );
    expect(end.output).toEqual([
      { at: 0, of: 'a', n: 3 },
      { at: 1, of: 'b', n: 3 },
      { at: 2, of: 'c', n: 3 },
    ]);
    expect(end.seconds).toBe(9);
  });

  it.each([
    [0, 40, 'no limit of its own means the 40 of an inline Map (state-map-inline.html)'],
    [3, 3, 'its own limit'],
  ])('runs at most so many iterations at once: MaxConcurrency %i', async (MaxConcurrency, most) => {
    let running = 0;
    let peak = 0;
    const count: Scripted = async (_, { clock }) => {
      peak = Math.max(peak, ++running);
      await clock.sleep(1_000);
      running -= 1;
    };
    await stage({ count }).run(
      machine({
        Each: {
          Type: 'Map',
          Items: '{% $range(1, 60, 1) %}',
          MaxConcurrency,
          ItemProcessor: { StartAt: 'Call', States: { Call: call('count', { End: true }) } },
          End: true,
        },
      }),
    );
    expect(peak).toBe(most);
  });

  it('ends all iterations when one fails', async () => {
    const calls: number[] = [];
    const step: Scripted = async (payload, { clock }) => {
      if (payload === 1) throw Object.assign(new Error('no'), { name: 'Bad' });
      await clock.sleep(60_000);
      calls.push(payload as number);
    };
    const end = await stage({ step }).run(
      machine({
        Each: {
          Type: 'Map',
          Items: [0, 1],
          ItemProcessor: {
            StartAt: 'Call',
            States: { Call: call('step', { Next: 'Then' }), Then: call('step', { End: true }) },
          },
          Catch: [{ ErrorEquals: ['Bad'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Wait', Seconds: 300, End: true },
      }),
    );
    expect(statesEntered(end.events)).toEqual(['Each', 'Call', 'Call', 'Caught']);
    expect(end.events.map(({ type }) => type).slice(-9)).toEqual([
      'MapIterationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapStateFailed',
      'MapStateExited',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
    expect(calls).toEqual([0]);
  });

  it('wants an array', async () => {
    const end = await stage().run(
      machine({
        Each: {
          Type: 'Map',
          Items: '{% 1 %}',
          ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
          End: true,
        },
      }),
    );
    expect(end.cause).toBe(
      "An error occurred while executing the state 'Each' (entered at the event id #2). The JSONata expression '1' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
    );
    expect(end.events.map(({ type }) => type).slice(2)).toEqual([
      'EvaluationFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });
});

describe('Parallel', () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

  it('gives every branch the same input and answers in the order of the branches', async () => {
    const end = await stage().run(
      machine({
        Both: {
          Type: 'Parallel',
          Arguments: { n: '{% $states.input.n + 1 %}' },
          Branches: [
            branch('Slow', { Type: 'Wait', Seconds: 30, End: true }),
            branch('Quick', { Type: 'Pass', Output: '{% $states.input.n * 10 %}', End: true }),
          ],
          End: true,
        },
      }),
      { n: 1 },
    );
    expect(end).toMatchObject({ output: [{ n: 2 }, 20], seconds: 30 });
  });

  it('is tried again as a whole, and fails as a whole', async () => {
    const end = await stage().run(
      machine({
        Both: {
          Type: 'Parallel',
          Branches: [branch('Fail', { Type: 'Fail', Error: 'Type', Cause: 'why' })],
          Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }],
          End: true,
        },
      }),
    );
    expect(story(end.events)).toEqual([
      '1 <- 0 ExecutionStarted',
      '2 <- 0 ParallelStateEntered',
      '3 <- 2 ParallelStateStarted',
      '4 <- 3 FailStateEntered',
      '5 <- 4 ParallelStateStarted',
      '6 <- 5 FailStateEntered',
      '7 <- 6 ParallelStateStarted',
      '8 <- 7 FailStateEntered',
      '9 <- 8 ParallelStateFailed',
      '10 <- 9 ExecutionFailed',
    ]);
    expect(end).toMatchObject({ error: 'Type', cause: 'why', seconds: 3 });
  });

  it('stops the other branches when one fails', async () => {
    const end = await stage().run(
      machine({
        Both: {
          Type: 'Parallel',
          Branches: [
            branch('Slow', { Type: 'Wait', Seconds: 3600, End: true }),
            branch('Fail', { Type: 'Fail', Error: 'Type' }),
          ],
          End: true,
        },
      }),
    );
    expect(end).toMatchObject({ status: 'FAILED', error: 'Type', seconds: 0 });
    expect(end.events.map(({ type }) => type)).toContain('WaitStateAborted');
  });
});
