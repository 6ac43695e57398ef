/** Contract: state machines. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
import type { DescribeStateMachineCommandOutput, UpdateStateMachineCommandOutput } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { machine, role, stage } from './stage.ts';

const good = machine({ Sleep: { Type: 'Wait', Seconds: 60, End: true } });
const pass = { Type: 'Pass', End: true };

describe('Creating a state machine', () => {
  it('is idempotent for the same definition, and ignores another role or other tags', async () => {
    const { ask, create } = stage();
    const arn = await create(good);
    const again = {
      name: 'machine',
      definition: JSON.stringify(good),
      roleArn: `${role}-2`,
      tags: [{ key: 'a', value: 'b' }],
    };
    expect(await ask('CreateStateMachine', again)).toMatchObject({ stateMachineArn: arn });
    expect(await ask('DescribeStateMachine', { stateMachineArn: arn })).toMatchObject({
      roleArn: role,
      status: 'ACTIVE',
      type: 'STANDARD',
    });
  });

  it('refuses another definition under the same name', async () => {
    const { create } = stage();
    await create(good);
    await expect(create(machine({ Other: pass }))).rejects.toMatchObject({ code: 'StateMachineAlreadyExists' });
  });

  const wrong: [reason: string, definition: object | string, says: string][] = [
    ['it is not JSON', '{', 'INVALID_JSON_DESCRIPTION'],
    ['it is not an object', '[]', 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'],
    [
      'it has no states',
      { QueryLanguage: 'JSONata', StartAt: 'A' },
      'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /',
    ],
    ['it is a JSONPath machine', { StartAt: 'A', States: { A: pass } }, 'JSONPath is not supported at /QueryLanguage'],
    [
      'a field belongs to JSONPath',
      machine({ A: { ...pass, ResultPath: '$.a' } }),
      "Field 'ResultPath' is not supported at /States/A/ResultPath",
    ],
    [
      'the start is missing',
      { ...machine({ A: pass }), StartAt: 'B' },
      "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: B at /StartAt",
    ],
    [
      'a target is missing',
      machine({ A: { Type: 'Pass', Next: 'B' } }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A",
    ],
    [
      'a state is out of reach',
      machine({ A: pass, B: pass }),
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ],
    [
      'a type is unknown',
      machine({ A: { Type: 'Magic', End: true } }),
      "The field 'Type' should have one of these values",
    ],
    ['a state neither ends nor goes on', machine({ A: { Type: 'Pass' } }), "must have exactly one of 'Next' and 'End'"],
    [
      'an expression is not JSONata',
      machine({ A: { ...pass, Output: '{% $x + %}' } }),
      'SCHEMA_VALIDATION_FAILED: The JSONata expression',
    ],
    [
      'a resource is not played here',
      machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:query', End: true } }),
      'is not recognized',
    ],
    [
      'States.ALL is not alone',
      machine({
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Retry: [{ ErrorEquals: ['States.ALL', 'X'] }],
          End: true,
        },
      }),
      "'States.ALL' must appear alone",
    ],
    [
      'a nested state is wrong',
      machine({
        A: { Type: 'Map', ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Wait', End: true } } }, End: true },
      }),
      'at /States/A/ItemProcessor/States/B',
    ],
    [
      'a name is used twice',
      machine({ A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: pass } }], End: true } }),
      'Duplicate state name: A',
    ],
    [
      'a variable is reserved',
      machine({ A: { ...pass, Assign: { states: 1 } } }),
      "'states' is a reserved variable name",
    ],
    ['the machine has a wrong timeout', machine({ A: pass }, { TimeoutSeconds: 0 }), 'at /TimeoutSeconds'],
  ];
  it.each(wrong)('refuses a definition when %s', async (_, definition, says) => {
    await expect(stage().create(definition)).rejects.toMatchObject({
      code: 'InvalidDefinition',
      message: expect.stringContaining(says),
    });
  });

  it('says all that is wrong at once', async () => {
    await expect(
      stage().create(machine({ A: { Type: 'Pass' }, B: { Type: 'Wait', End: true } })),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/States\/A.*States\/B/),
    });
  });
});

describe('Updating a state machine', () => {
  it('leaves executions that run as they were started', async () => {
    const stand = stage();
    const arn = await stand.create(good);
    const running = await stand.start(arn, {}, 'before');
    const updated = await stand.ask<UpdateStateMachineCommandOutput>('UpdateStateMachine', {
      stateMachineArn: arn,
      definition: JSON.stringify(machine({ Now: pass })),
    });
    expect(updated.revisionId).toBeDefined();
    expect((await stand.end(running)).seconds).toBe(60);
    expect((await stand.end(await stand.start(arn, {}, 'after'))).seconds).toBe(60);
    const then = await stand.ask<DescribeStateMachineCommandOutput>('DescribeStateMachineForExecution', {
      executionArn: running,
    });
    expect(then.definition).toBe(JSON.stringify(good));
  });

  it('wants something to change, and gives a revision only to a change', async () => {
    const { ask, create } = stage();
    const stateMachineArn = await create(good);
    await expect(ask('UpdateStateMachine', { stateMachineArn })).rejects.toMatchObject({
      code: 'MissingRequiredParameter',
    });
    expect(await ask('UpdateStateMachine', { stateMachineArn, roleArn: role })).not.toHaveProperty('revisionId');
  });
});

describe('Deleting a state machine', () => {
  it('waits for its executions, takes no new ones meanwhile, and is success when it is gone', async () => {
    const stand = stage();
    const arn = await stand.create(good);
    const running = await stand.start(arn);
    await stand.ask('DeleteStateMachine', { stateMachineArn: arn });
    expect(await stand.ask('DescribeStateMachine', { stateMachineArn: arn })).toMatchObject({ status: 'DELETING' });
    await expect(stand.start(arn)).rejects.toMatchObject({ code: 'StateMachineDeleting' });
    expect((await stand.end(running)).status).toBe('SUCCEEDED');
    await expect(stand.ask('DescribeStateMachine', { stateMachineArn: arn })).rejects.toMatchObject({
      code: 'StateMachineDoesNotExist',
    });
    await stand.ask('DeleteStateMachine', { stateMachineArn: arn });
  });
});

describe('Tags of a state machine', () => {
  it('are set, listed and removed', async () => {
    const { ask, create } = stage();
    const resourceArn = await create(good);
    await ask('TagResource', {
      resourceArn,
      tags: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    });
    await ask('UntagResource', { resourceArn, tagKeys: ['a'] });
    expect(await ask('ListTagsForResource', { resourceArn })).toEqual({ tags: [{ key: 'b', value: '2' }] });
  });
});
