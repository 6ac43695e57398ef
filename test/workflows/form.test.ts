/** What every workflow file promises: to the console, to operators, and to those who paste an input. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../local/cloud/states/language/check.ts';
import type { Retrier, Task } from '../../local/cloud/states/language/definition.ts';
import { type ErrorCode, errorTable } from '../../shared/domain/errors.ts';
import { checkPasted } from '../../shared/domain/schemas/pasted-wish.ts';
import type { WishKind } from '../../shared/domain/wish.ts';
import { wishExamples } from '../../shared/domain/wish-examples.ts';
import { deployed, substitutions, workflows } from './machines.ts';

const kinds = Object.keys(wishExamples) as WishKind[];
/** https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html */
const ofLambda = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

it('there is a workflow for every kind of wish', () => {
  expect(workflows.map(({ kind }) => kind)).toEqual(kinds.toSorted());
});

describe.each(workflows)('$kind', ({ kind, text, definition, states }) => {
  const all = Object.entries(states);
  const tasks = all.filter((entry): entry is [string, Task] => entry[1].Type === 'Task');

  it('is valid, and the embedded Step Functions takes it', () => {
    const { isValid, errorsText } = aslValidator(definition);
    expect(isValid, errorsText('\n')).toBe(true);
    expect(checkDefinition(deployed({ kind, text, definition, states }))).not.toHaveProperty('problems');
  });

  it('begins its Comment with the example to paste', () => {
    expect(JSON.parse(definition.Comment.split('\n')[0])).toEqual(wishExamples[kind]);
  });

  it('has a Comment on every state and on every choice', () => {
    const rules = all.flatMap(([name, state]) =>
      state.Type === 'Choice' ? state.Choices.map((rule) => [name, rule] as const) : [],
    );
    const silent = [...all, ...rules].filter((entry) => ((entry[1] as { Comment?: string }).Comment ?? '').length < 10);
    expect(silent).toEqual([]);
  });

  it('has names that read like a runbook', () => {
    expect(all.filter(([name]) => !/^[A-Z][a-z ]{3,60}\??$/.test(name)).map(([name]) => name)).toEqual([]);
  });

  it('has a time limit on the machine and on every task', () => {
    expect(definition.TimeoutSeconds).toBeGreaterThan(60);
    expect(tasks.filter(([, { TimeoutSeconds }]) => typeof TimeoutSeconds !== 'number').map(([name]) => name)).toEqual(
      [],
    );
  });

  it('tries again, with jitter, exactly what can help', () => {
    const retryable = (Object.keys(errorTable) as ErrorCode[]).filter((code) => errorTable[code].retryable);
    for (const [, { Retry = [] }] of tasks) {
      const [retrier, ...others] = Retry as readonly [Retrier, ...Retrier[]];
      expect(others).toEqual([]);
      expect(retrier.ErrorEquals.toSorted()).toEqual([...retryable, ...ofLambda].toSorted());
      expect(retrier).toMatchObject({ JitterStrategy: 'FULL', MaxAttempts: 5, MaxDelaySeconds: 30 });
    }
  });

  it('explains every failure, whatever it is called', () => {
    for (const [, { Catch }] of tasks)
      expect(Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: 'Explain failure' }]);
  });

  it('names only errors of the table', () => {
    const named = [...text.matchAll(/'Error': '(\w+)'/g)].map((match) => match[1]!);
    expect(named.filter((code) => !(code in errorTable))).toEqual([]);
  });

  it('calls only functions that exist', () => {
    const missing = substitutions(text).filter(
      ({ functionName }) => !existsSync(`functions/${functionName.replace('-', '/')}.ts`),
    );
    expect(missing).toEqual([]);
  });
});

describe('examples', () => {
  const files = globSync('workflows/examples/*.json').sort();

  it.each(files)('%s is an input that is accepted', (path) => {
    const kind = basename(path).split('.')[0] as WishKind;
    expect(checkPasted(kind, JSON.parse(readFileSync(path, 'utf8')))).toMatchObject({ kind });
  });

  it.each(kinds)('the smallest of %s is the one that failures show', (kind) => {
    expect(JSON.parse(readFileSync(`workflows/examples/${kind}.json`, 'utf8'))).toEqual(wishExamples[kind]);
  });
});
