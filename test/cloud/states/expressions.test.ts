/**
 * Contract: JSONata as Step Functions speaks it. Messages were recorded on AWS by LocalStack's snapshot tests
 * (github.com/localstack/localstack, tests/aws/services/stepfunctions/v2); rules are from
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html.
 */
import { describe, expect, it } from 'vitest';
import { evaluate, expressionIn } from '../../../local/cloud/states/language/evaluate.ts';
import { machine, stage, startedAt } from './stage.ts';

const output = async (template: unknown, input: unknown = {}) => {
  const end = await stage().run(machine({ 'Say it': { Type: 'Pass', Output: template, End: true } }), input);
  return end.output;
};

describe('What counts as an expression', () => {
  const cases: [reason: string, text: string, expression: string | undefined][] = [
    ['braces at both ends', '{% $x %}', '$x'],
    ['blanks inside do not matter', '{%$x%}', '$x'],
    ['a blank before the braces makes it plain text', ' {% $x %}', undefined],
    ['a blank after the braces makes it plain text', '{% $x %} ', undefined],
    ['a JSONPath is plain text', '$.x', undefined],
    ['the braces may not overlap', '{%}', undefined],
  ];
  it.each(cases)('%s', (_, text, expression) => {
    expect(expressionIn(text)).toBe(expression);
  });
});

describe('Templates', () => {
  it('evaluates expressions anywhere inside and leaves the rest alone', async () => {
    const template = { a: [{ b: '{% $states.input.n * 2 %}' }, ' {% no %} ', null, 1.5], 'c.$': '$.n' };
    expect(await output(template, { n: 21 })).toEqual({ a: [{ b: 42 }, ' {% no %} ', null, 1.5], 'c.$': '$.n' });
  });

  it('gives plain JSON, without the marks that JSONata puts on its arrays', async () => {
    const value = await evaluate('{% $states.input.items.id %}', 'Output', {
      states: { input: { items: [{ id: 1 }, { id: 2 }] } },
    });
    expect(Object.getOwnPropertyNames(value)).toEqual(['0', '1', 'length']);
  });
});

describe('The context object', () => {
  it('knows execution, state and machine', async () => {
    const stand = stage();
    const end = await stand.end(
      await stand.start(
        await stand.create(machine({ Look: { Type: 'Pass', Output: '{% $states.context %}', End: true } })),
        { a: 1 },
        'n-1',
      ),
    );
    expect(end.output).toEqual({
      Execution: {
        Id: end.executionArn,
        Input: { a: 1 },
        StartTime: new Date(startedAt).toISOString(),
        Name: 'n-1',
        RoleArn: 'arn:aws:iam::000000000000:role/workflow',
        RedriveCount: 0,
      },
      StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine', Name: 'machine' },
      State: { Name: 'Look', EnteredTime: new Date(startedAt).toISOString() },
    });
  });
});

describe("AWS's functions", () => {
  const cases: [expression: string, value: unknown][] = [
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([0], 5)', [[0]]],
    ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ["$hash('content', 'SHA-256')", 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73'],
    ['$parse(\'{"a":[1]}\').a[0]', 1],
    ['$random(7) = $random(7)', true],
    ['$random() < 1', true],
    ['$length($uuid())', 36],
    ['$millis()', startedAt],
    ['$now()', '2026-11-22T12:00:00.000Z'],
    ["$now('[Y0001]')", '2026'],
  ];
  it.each(cases)('%s', async (expression, value) => {
    expect(await output(`{% ${expression} %}`)).toEqual(value);
  });
});

describe('Expressions that have no answer', () => {
  const subject = (expression: string) =>
    `An error occurred while executing the state 'Say it' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Output/x'`;
  const cases: [reason: string, expression: string, rest: string][] = [
    ['undefined is not JSON', '$states.input.nowhere', ' returned nothing (undefined).'],
    ['a function is not JSON', 'function($x){$x}', ' returned an unsupported result type.'],
    [
      'there is no such function',
      '$nothing(1)',
      ' threw an error during evaluation. T1006: Attempted to invoke a non-function',
    ],
    [
      '$eval is taken away',
      "$eval('1')",
      ' threw an error during evaluation. T1006: Attempted to invoke a non-function',
    ],
  ];
  it.each(cases)('%s', async (_, expression, rest) => {
    const end = await stage().run(
      machine({ 'Say it': { Type: 'Pass', Output: { x: `{% ${expression} %}` }, End: true } }),
    );
    const cause = subject(expression) + rest;
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
    expect(end.events.at(-2)).toMatchObject({
      type: 'EvaluationFailed',
      evaluationFailedEventDetails: {
        state: 'Say it',
        location: 'Output/x',
        error: 'States.QueryEvaluationError',
        cause,
      },
    });
  });
});
