/** AWS's dialect of JSONata. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
import { describe, expect, test } from 'vitest';
import { startAt } from './doors.ts';
import { only, openWorkflows } from './workflows.ts';

const workflows = openWorkflows();
const evaluated = (template: unknown, input: unknown = {}) =>
  workflows.run(only({ Type: 'Pass', Output: template }), input);

// The examples of "JSONata functions provided by Step Functions", and of the intrinsic functions whose place they take.
describe('functions of Step Functions', () => {
  test.each([
    [
      '$partition([1,2,3,4], 2)',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['$partition([1,2,3,4,5,6,7,8,9], 4)', [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ['$range(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    // Recorded on AWS by LocalStack: test_array_jsonata.snapshot.json
    ['$range(1, 9, 9)', 1],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$partition([0], 5)', [[0]]],
    ["$hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ["$hash('input data', 'SHA-256')", expect.stringMatching(/^[0-9a-f]{64}$/)],
    ["$hash('input data', 'MD5')", expect.stringMatching(/^[0-9a-f]{32}$/)],
    ['$parse(\'{"foo":"bar"}\').foo', 'bar'],
    ['$random(42) = $random(42)', true],
    ['$random(42) = $random(43)', false],
    ['$random() >= 0 and $random() < 1', true],
    ['$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)', true],
  ] as [string, unknown][])('%s', async (expression, output) => {
    expect(await evaluated(`{% ${expression} %}`)).toMatchObject({ status: 'SUCCEEDED', output });
  });

  test('no evaluation of texts: $eval is not there', async () => {
    expect(await evaluated("{% $eval('1') %}")).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
    });
  });

  test('the time is that of the service', async () => {
    const fresh = openWorkflows();
    const end = await fresh.run(only({ Type: 'Pass', Output: ['{% $millis() %}', '{% $now() %}'] }));
    expect(end.output).toEqual([startAt, new Date(startAt).toISOString()]);
  });
});

describe('where expressions stand', () => {
  test.each([
    ['in objects and arrays, at any depth', { a: [{ b: '{% $states.input.n %}' }] }, { a: [{ b: 7 }] }],
    ['not with a blank before the braces', ' {% $states.input.n %}', ' {% $states.input.n %}'],
    ['not with a blank behind them', '{% $states.input.n %} ', '{% $states.input.n %} '],
    ['not in the names of fields', { '{% 1 %}': 1 }, { '{% 1 %}': 1 }],
    ['and what is no text stays', [1, null, true], [1, null, true]],
  ])('%s', async (_what, template, output) => {
    expect((await evaluated(template, { n: 7 })).output).toEqual(output);
  });
});

// Texts recorded on AWS by LocalStack: tests/aws/services/stepfunctions/v2/{evaluate_jsonata,outputdecl,arguments,assign}
describe('expressions without an answer', () => {
  test.each([
    [
      'Output',
      { Output: '{% $doesNotExist %}' },
      "The JSONata expression '$doesNotExist' specified for the field 'Output' returned nothing (undefined).",
    ],
    [
      'Output/result',
      { Output: { result: '{% $doesNotExist %}' } },
      "The JSONata expression '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined).",
    ],
    [
      'Assign/result',
      { Assign: { result: '{% $doesNotExist %}' } },
      "The JSONata expression '$doesNotExist' specified for the field 'Assign/result' returned nothing (undefined).",
    ],
    [
      'Output',
      { Output: '{% $fn := function($x){$x} %}' },
      "The JSONata expression '$fn := function($x){$x}' specified for the field 'Output' returned an unsupported result type.",
    ],
    [
      'Output/r',
      { Output: { r: '{% $randomSeeded($states.input) %}' } },
      "The JSONata expression '$randomSeeded($states.input)' specified for the field 'Output/r' threw an error during evaluation. T1006: Attempted to invoke a non-function",
    ],
    // `$states.result` and `$states.errorOutput` are there only where there is a result, or an error.
    [
      'Output',
      { Output: '{% $states.result %}' },
      "The JSONata expression '$states.result' specified for the field 'Output' returned nothing (undefined).",
    ],
  ])('at %s', async (location, fields, says) => {
    const end = await workflows.run(only({ Type: 'Pass', ...fields }, 'State0'));
    const cause = `An error occurred while executing the state 'State0' (entered at the event id #2). ${says}`;
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
    expect(end.events.at(-2)).toMatchObject({
      type: 'EvaluationFailed',
      previousEventId: 0,
      evaluationFailedEventDetails: { state: 'State0', location, error: 'States.QueryEvaluationError', cause },
    });
  });

  test.each([
    ['1', 'number', '1'],
    ["'string'", 'string', '"string"'],
    ["{'foo': 'bar'}", 'object', '{"foo":"bar"}'],
    ['null', 'null', 'null'],
  ])('of the wrong type: Items of %s', async (expression, type, value) => {
    const processor = only({ Type: 'Pass' }, 'P');
    const end = await workflows.run(
      only({ Type: 'Map', Items: `{% ${expression} %}`, ItemProcessor: processor }, 'MapIterateState'),
    );
    expect(end.events.map(({ type, previousEventId }) => `${type} after ${previousEventId}`)).toEqual([
      'ExecutionStarted after 0',
      'MapStateEntered after 0',
      'EvaluationFailed after 0',
      'MapStateFailed after 3',
      'ExecutionFailed after 4',
    ]);
    expect(end.cause).toBe(
      `An error occurred while executing the state 'MapIterateState' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${type}' for value: ${value}`,
    );
  });
});

// AWS does not document its limits; what matters is that nobody can stop the service with an expression.
test.each([
  ['a function that calls itself for ever', '($f := function($n) { $f($n + 1) }; $f(0))'],
  ['one that calls itself deeper and deeper', '($f := function($n) { 1 + $f($n + 1) }; $f(0))'],
])('%s ends as an error', async (_what, expression) => {
  const end = await evaluated(`{% ${expression} %}`);
  expect(end).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
});
