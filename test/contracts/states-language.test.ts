/**
 * Each type of state, with the documented example of its fields. Examples are those of the developer guide and of the
 * specification (https://states-language.net/spec.html), in JSONata and without the resources of others.
 */
import { describe, expect, test } from 'vitest';
import { functionArn, only, openWorkflows, story, visited } from './workflows.ts';

const guide = 'https://docs.aws.amazon.com/step-functions/latest/dg/';
const invoke = (name: string, payload: unknown, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn(name), Payload: payload },
  ...more,
});
const workflows = openWorkflows();
workflows.host('echo', (payload) => payload);
workflows.host('double', (payload) => (payload as number) * 2);
workflows.host('add', (payload) => {
  const { a, b } = payload as { a: number; b: number };
  return a + b;
});

interface Example {
  readonly what: string;
  readonly page: string;
  readonly definition: object;
  readonly input?: unknown;
  readonly output: unknown;
  readonly visited?: readonly string[];
  readonly seconds?: number;
}

const examples: readonly Example[] = [
  {
    what: 'Pass hands its input on',
    page: `${guide}state-pass.html`,
    definition: only({ Type: 'Pass' }),
    input: { georefOf: 'Home' },
    output: { georefOf: 'Home' },
  },
  {
    what: 'Pass injects fixed data',
    page: `${guide}state-pass.html`,
    definition: only({ Type: 'Pass', Output: { 'x-datum': 0.381018, 'y-datum': 622.2269926397355 } }),
    input: { georefOf: 'Home' },
    output: { 'x-datum': 0.381018, 'y-datum': 622.2269926397355 },
  },
  {
    what: 'Assign sets variables, and does not see what it sets: the first x is 3, the next state sees 3 and 6',
    page: `${guide}workflow-variables.html`,
    definition: {
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { x: 3, a: 6 }, Next: 'Swap' },
        Swap: { Type: 'Pass', Assign: { x: '{% $a %}', nextX: '{% $x %}' }, Next: 'Read' },
        Read: { Type: 'Pass', Output: { x: '{% $x %}', nextX: '{% $nextX %}' }, End: true },
      },
    },
    output: { x: 6, nextX: 3 },
  },
  {
    what: 'Output of a Task transforms its result; input and result are both at hand',
    page: `${guide}transforming-data.html`,
    definition: only(
      invoke('echo', '{% $states.input.name %}', {
        Output: {
          name: '{% $states.result.Payload %}',
          from: '{% $states.input %}',
          status: '{% $states.result.StatusCode %}',
        },
      }),
    ),
    input: { name: 'Ana' },
    output: { name: 'Ana', from: { name: 'Ana' }, status: 200 },
  },
  {
    what: 'a Task may name the function itself, whose answer is then the result',
    page: `${guide}connect-lambda.html`,
    definition: only({ Type: 'Task', Resource: functionArn('double') }),
    input: 21,
    output: 42,
  },
  ...(['Private', 'Public', 'Other'] as const).map((type) => ({
    what: `Choice takes the first rule that is true: ${type}`,
    page: `${guide}state-choice.html`,
    definition: {
      StartAt: 'DispatchEvent',
      States: {
        DispatchEvent: {
          Type: 'Choice',
          Choices: [
            {
              Condition: "{% $not($states.input.type = 'Private') and $states.input.type = 'Public' %}",
              Next: 'Public',
            },
            { Condition: "{% $states.input.type = 'Private' and $states.input.value >= 20 %}", Next: 'Private' },
          ],
          Default: 'Other',
        },
        ...Object.fromEntries(['Public', 'Private', 'Other'].map((name) => [name, { Type: 'Succeed' }])),
      },
    },
    input: { type, value: 22 },
    output: { type, value: 22 },
    visited: ['DispatchEvent', type],
  })),
  {
    what: 'Wait waits for seconds',
    page: `${guide}state-wait.html`,
    definition: only({ Type: 'Wait', Seconds: 10 }, 'wait_ten_seconds'),
    output: {},
    seconds: 10,
  },
  {
    what: 'Wait waits for computed seconds',
    page: `${guide}state-wait.html`,
    definition: only({ Type: 'Wait', Seconds: '{% $states.input.expiryseconds %}' }),
    input: { expiryseconds: 7 },
    output: { expiryseconds: 7 },
    seconds: 7,
  },
  {
    what: 'Wait waits until a time',
    page: `${guide}state-wait.html`,
    definition: only({
      Type: 'Wait',
      Timestamp: '{% $fromMillis($toMillis($states.context.Execution.StartTime) + 90000) %}',
    }),
    output: {},
    seconds: 90,
  },
  {
    what: 'Succeed ends the flow, with an Output of its own',
    page: `${guide}state-succeed.html`,
    definition: { StartAt: 'SuccessState', States: { SuccessState: { Type: 'Succeed', Output: "{% 'done' %}" } } },
    output: 'done',
  },
  {
    what: 'Parallel gives each branch the input and joins their outputs in their order',
    page: `${guide}state-parallel.html`,
    definition: only(
      {
        Type: 'Parallel',
        Branches: [
          only(
            invoke(
              'add',
              { a: '{% $states.input[0] %}', b: '{% $states.input[1] %}' },
              { Output: '{% $states.result.Payload %}' },
            ),
            'Add',
          ),
          only({ Type: 'Pass', Output: '{% $states.input[0] - $states.input[1] %}' }, 'Subtract'),
        ],
      },
      'FunWithMath',
    ),
    input: [3, 2],
    output: [5, 1],
  },
  {
    what: 'Parallel gives its branches Arguments in place of the input',
    page: 'https://states-language.net/spec.html#parallel-state',
    definition: only({ Type: 'Parallel', Arguments: { a: 1 }, Branches: [only({ Type: 'Pass' }, 'Left')] }),
    input: 'other',
    output: [{ a: 1 }],
  },
  {
    what: 'Map runs its processor for each of the Items, with what ItemSelector makes of them',
    page: 'https://states-language.net/spec.html#map-state',
    definition: only(
      {
        Type: 'Map',
        Items: '{% $states.input.detail.shipped %}',
        MaxConcurrency: 0,
        ItemSelector: {
          parcel: '{% $states.context.Map.Item.Value %}',
          index: '{% $states.context.Map.Item.Index %}',
          courier: "{% $states.input.detail.'delivery-partner' %}",
        },
        ItemProcessor: only(
          {
            Type: 'Pass',
            Output: "{% $states.input.courier & '/' & $states.input.parcel.prod & '/' & $states.input.index %}",
          },
          'Validate',
        ),
      },
      'Validate-All',
    ),
    input: {
      'ship-date': '2016-03-14T01:59:00Z',
      detail: {
        'delivery-partner': 'UQS',
        shipped: [
          { prod: 'R31', 'dest-code': 9511, quantity: 1344 },
          { prod: 'S39', 'dest-code': 9511, quantity: 40 },
        ],
      },
    },
    output: ['UQS/R31/0', 'UQS/S39/1'],
  },
  {
    what: 'Map takes an array as input when it names no Items',
    page: `${guide}state-map-inline.html`,
    definition: only({ Type: 'Map', ItemProcessor: only({ Type: 'Pass', Output: '{% $states.input * 10 %}' }, 'Ten') }),
    input: [1, 2],
    output: [10, 20],
  },
  {
    what: 'Map runs as many iterations at once as MaxConcurrency says',
    page: `${guide}state-map-inline.html`,
    definition: only({
      Type: 'Map',
      Items: [1, 2, 3, 4, 5],
      MaxConcurrency: '{% 1 + 1 %}',
      ItemProcessor: only({ Type: 'Wait', Seconds: 10 }, 'Ten'),
    }),
    output: [1, 2, 3, 4, 5],
    seconds: 30,
  },
  {
    what: 'inner scopes read the variables of outer ones, and what they set stays with them',
    page: `${guide}workflow-variables.html`,
    definition: {
      StartAt: 'Outside',
      States: {
        Outside: { Type: 'Pass', Assign: { base: 10 }, Next: 'Both' },
        Both: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'In',
              States: {
                In: { Type: 'Pass', Assign: { own: '{% $base + 1 %}' }, Next: 'Seen' },
                Seen: { Type: 'Pass', Output: '{% $own %}', End: true },
              },
            },
          ],
          Assign: { base: '{% $states.result[0] %}' },
          Next: 'After',
        },
        After: { Type: 'Pass', Output: { base: '{% $base %}', leaked: '{% $exists($own) %}' }, End: true },
      },
    },
    output: { base: 11, leaked: false },
  },
];

describe('the documented examples', () => {
  test.each(examples)('$what ($page)', async ({ definition, input, output, visited: states, seconds }) => {
    const end = await workflows.run(definition, input);
    expect(end).toMatchObject({ status: 'SUCCEEDED', output });
    if (states !== undefined) expect(visited(end.events)).toEqual(states);
    if (seconds !== undefined) expect(end.seconds).toBe(seconds);
  });

  // https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
  test('Fail ends with its error and cause, which may be computed', async () => {
    const state = { Type: 'Fail', Error: '{% $states.input.code %}', Cause: "{% 'because ' & $states.input.why %}" };
    const end = await workflows.run({ StartAt: 'It', States: { It: state } }, { code: 'ErrorA', why: 'Kaiju attack' });
    expect(end).toMatchObject({ status: 'FAILED', error: 'ErrorA', cause: 'because Kaiju attack' });
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
test('the context object knows execution, state, machine, task and item', async () => {
  const machine = await workflows.create(
    {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Items: ['a'],
          ItemProcessor: only(
            invoke('echo', '{% $states.context %}', { Output: '{% $states.result.Payload %}' }),
            'Look',
          ),
          End: true,
        },
      },
    },
    'looking',
  );
  const end = await workflows.end(await workflows.start(machine, { key: 'value' }, 'once'));
  const time = '2026-01-05T';
  expect(end.output).toEqual([
    {
      Execution: {
        Id: 'arn:aws:states:us-east-1:000000000000:execution:looking:once',
        Input: { key: 'value' },
        Name: 'once',
        RoleArn: 'arn:aws:iam::000000000000:role/workflow',
        StartTime: expect.stringContaining(time),
        RedriveCount: 0,
      },
      State: { EnteredTime: expect.stringContaining(time), Name: 'Look', RetryCount: 0 },
      StateMachine: { Id: machine, Name: 'looking' },
      Map: { Item: { Index: 0, Value: 'a' } },
    },
  ]);
});

// Recorded on AWS: LocalStack, tests/aws/services/stepfunctions/v2/scenarios/test_base_scenarios.snapshot.json
test('a history numbers its events and says which one each follows', async () => {
  const processor = only({ Type: 'Pass' }, 'Process');
  const end = await workflows.run(only({ Type: 'Map', Items: [1, 2], MaxConcurrency: 1, ItemProcessor: processor }));
  expect(story(end.events)).toEqual([
    '1 <- 0 ExecutionStarted',
    '2 <- 0 MapStateEntered',
    '3 <- 2 MapStateStarted',
    '4 <- 3 MapIterationStarted',
    '5 <- 4 PassStateEntered',
    '6 <- 5 PassStateExited',
    '7 <- 6 MapIterationSucceeded',
    '8 <- 6 MapIterationStarted',
    '9 <- 8 PassStateEntered',
    '10 <- 9 PassStateExited',
    '11 <- 10 MapIterationSucceeded',
    '12 <- 11 MapStateSucceeded',
    '13 <- 11 MapStateExited',
    '14 <- 13 ExecutionSucceeded',
  ]);
});

describe('what no machine can be made of', () => {
  const pass = { Type: 'Pass' };
  // Codes and texts: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
  // and LocalStack's recordings (test_sfn_api_validation.snapshot.json).
  test.each([
    ['no start', { States: { A: { ...pass, End: true } } }, 'These fields are required: [StartAt] at /'],
    ['a target that is missing', { StartAt: 'A', States: { A: { ...pass, Next: 'B' } } }, 'MISSING_TRANSITION_TARGET'],
    ['an unknown type', only({ Type: 'Magic' }), "The field 'Type' should have one of these values"],
    ['an empty Parallel', only({ Type: 'Parallel', Branches: [] }), 'Value cannot be empty at /States/It/Branches'],
    [
      'a resource that is none',
      only({ Type: 'Task', Resource: 'arn:aws:states:::dynamodb:query' }),
      'is not recognized',
    ],
    ['a JSONPath field', only({ ...pass, ResultPath: '$.a' }), "Field 'ResultPath' is not supported"],
    [
      'items in batches, which only distributed maps have',
      only({ Type: 'Map', ItemBatcher: {}, ItemProcessor: only(pass, 'P') }),
      "Field 'ItemBatcher' is not supported",
    ],
    [
      'a distributed map',
      only({
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...only(pass, 'P') },
      }),
      'only INLINE',
    ],
    [
      'a retrier that shrinks',
      only(invoke('echo', 1, { Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] })),
      "The value of 'BackoffRate' must be",
    ],
    [
      'a jitter of its own',
      only(invoke('echo', 1, { Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'HALF' }] })),
      'JitterStrategy',
    ],
    [
      'a heartbeat as long as the timeout',
      only(invoke('echo', 1, { TimeoutSeconds: 5, HeartbeatSeconds: 5 })),
      'must be smaller',
    ],
    ['a variable without a name', only({ ...pass, Assign: { '1st': 1 } }), "'1st' is not a valid variable name"],
    // "To help avoid common errors": workflow-variables.html, scope of variables
    [
      'a variable of an outer scope that an inner one sets',
      {
        StartAt: 'Outside',
        States: {
          Outside: { ...pass, Assign: { x: 1 }, Next: 'Both' },
          Both: { Type: 'Parallel', Branches: [only({ ...pass, Assign: { x: 2 } }, 'Inside')], End: true },
        },
      },
      "The variable 'x' is assigned in an outer scope as well at /States/Both/Branches[0]/States/Inside/Assign",
    ],
    ...['2016-12-05 21:29:29Z', '2016-12-05T21:29:29', '2016-13-05T21:29:29Z'].map(
      (Timestamp): [string, object, string] => [
        `the time ${Timestamp}`,
        only({ Type: 'Wait', Timestamp }, 'WaitUntil'),
        'String does not match RFC3339 timestamp at /States/WaitUntil/Timestamp',
      ],
    ),
    ['a JSONPath machine', { QueryLanguage: 'JSONPath', ...only(pass) }, 'JSONPath is not supported'],
  ])('%s', async (_what, definition, says) => {
    await expect(workflows.create(definition)).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringContaining(says),
    });
  });
});
