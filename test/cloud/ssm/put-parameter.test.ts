import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { refusal, stage } from './stage.ts';

const long = (bytes: number) => 'x'.repeat(bytes);

describe('PutParameter', () => {
  it('counts versions from 1 and keeps what an overwrite does not say', async () => {
    const { ssm, put } = stage();
    await put({ Name: '/app/url', Value: 'one', Description: 'where it is', DataType: 'text' });
    const second = await ssm.send(new PutParameterCommand({ Name: '/app/url', Value: 'two', Overwrite: true }));
    expect(second).toMatchObject({ Version: 2, Tier: 'Standard' });
    const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: '/app/url' }));
    expect(Parameters).toMatchObject([
      { Version: 1, Value: 'one', Description: 'where it is', Type: 'String' },
      { Version: 2, Value: 'two', Description: 'where it is', Type: 'String' },
    ]);
  });

  it('starts again at version 1 after a deletion', async () => {
    const { ssm, put } = stage();
    await put({ Name: 'a' });
    await put({ Name: 'a', Overwrite: true });
    await ssm.send(new DeleteParameterCommand({ Name: 'a' }));
    expect((await put({ Name: 'a' })).Version).toBe(1);
  });

  it.each([
    { reason: '4 KB fit the standard tier', bytes: 4_096, asked: undefined, tier: 'Standard' },
    {
      reason: 'a byte more goes to the advanced tier when it may',
      bytes: 4_097,
      asked: 'Intelligent-Tiering',
      tier: 'Advanced',
    },
    { reason: 'little stays standard when it may', bytes: 10, asked: 'Intelligent-Tiering', tier: 'Standard' },
    { reason: '8 KB fit the advanced tier', bytes: 8_192, asked: 'Advanced', tier: 'Advanced' },
  ] as const)('$reason', async ({ bytes, asked, tier }) => {
    const { put } = stage();
    expect((await put({ Name: 'a', Value: long(bytes), ...(asked === undefined ? {} : { Tier: asked }) })).Tier).toBe(
      tier,
    );
  });

  it('keeps an advanced parameter advanced', async () => {
    const { ssm, put } = stage();
    await put({ Name: 'a', Tier: 'Advanced' });
    const next = new PutParameterCommand({ Name: 'a', Value: long(5_000), Overwrite: true });
    expect((await ssm.send(next)).Tier).toBe('Advanced');
    const refused = await refusal(put({ Name: 'a', Tier: 'Standard', Overwrite: true }));
    expect(refused.message).toContain("You can't downgrade a parameter");
  });

  it.each([
    { reason: 'a parameter that is there', input: { Name: 'taken' }, code: 'ParameterAlreadyExists' },
    {
      reason: 'another type for it',
      input: { Name: 'taken', Type: 'SecureString', Overwrite: true },
      code: 'HierarchyTypeMismatchException',
    },
    { reason: 'no type for a new one', input: { Name: 'a', Type: undefined }, code: 'ValidationException' },
    { reason: 'an unknown type', input: { Name: 'a', Type: 'Number' as never }, code: 'ValidationException' },
    { reason: 'an unknown tier', input: { Name: 'a', Tier: 'Huge' as never }, code: 'ValidationException' },
    { reason: 'more than 4 KB', input: { Name: 'a', Value: long(4_097) }, code: 'ValidationException' },
    {
      reason: 'more than 4 KB in bytes, not letters',
      input: { Name: 'a', Value: '☕'.repeat(1_400) },
      code: 'ValidationException',
    },
    {
      reason: 'more than 8 KB',
      input: { Name: 'a', Value: long(8_193), Tier: 'Advanced' as const },
      code: 'ValidationException',
    },
    { reason: 'an empty value', input: { Name: 'a', Value: '' }, code: 'ValidationException' },
    {
      reason: 'a value that nests a parameter',
      input: { Name: 'a', Value: 'is {{ssm:other}}' },
      code: 'ValidationException',
    },
    {
      reason: 'tags with an overwrite',
      input: { Name: 'taken', Overwrite: true, Tags: [{ Key: 'k', Value: 'v' }] },
      code: 'ValidationException',
    },
    {
      reason: 'a value against its pattern',
      input: { Name: 'a', Value: 'abc', AllowedPattern: '^\\d+$' },
      code: 'ParameterPatternMismatchException',
    },
    {
      reason: 'a pattern that is none',
      input: { Name: 'a', AllowedPattern: '(' },
      code: 'InvalidAllowedPatternException',
    },
    { reason: 'an unknown data type', input: { Name: 'a', DataType: 'json' }, code: 'ValidationException' },
    {
      reason: 'policies, which are not implemented',
      input: { Name: 'a', Policies: '[]' },
      code: 'ValidationException',
    },
    { reason: 'spaces in the name', input: { Name: 'a b' }, code: 'ValidationException' },
    { reason: 'a line break in the name', input: { Name: '/a\n' }, code: 'ValidationException' },
    { reason: 'a path without its first slash', input: { Name: 'a/b' }, code: 'ValidationException' },
    { reason: 'a slash at the end', input: { Name: '/a/b/' }, code: 'ValidationException' },
    { reason: 'an empty part of the path', input: { Name: '/a//b' }, code: 'ValidationException' },
    { reason: 'the prefix ssm', input: { Name: 'SSM-thing' }, code: 'ValidationException' },
    { reason: 'the prefix aws', input: { Name: 'awsthing' }, code: 'ValidationException' },
    { reason: "AWS's own paths", input: { Name: '/aws/service/mine' }, code: 'AccessDeniedException' },
    { reason: 'more than 15 levels', input: { Name: '/a'.repeat(16) }, code: 'HierarchyLevelLimitExceededException' },
    { reason: 'a name of more than 1,011 characters', input: { Name: `/${long(1_011)}` }, code: 'ValidationException' },
  ])('refuses $reason, and changes nothing', async ({ input, code }) => {
    const { put, world } = stage();
    await put({ Name: 'taken' });
    const refused = await refusal(put(input as { Name: string }));
    expect(refused.name).toBe(code);
    expect(refused.message).not.toBe('');
    expect([...world.ssm.parameters.keys()]).toEqual(['/taken']);
    expect(world.ssm.parameters.get('/taken')?.versions).toHaveLength(1);
  });

  it.each(['a', '/a', '/a/b.c/D_e-1', '/a'.repeat(15)])('takes the name %s', async (name) => {
    const { ssm, put } = stage();
    await put({ Name: name });
    expect((await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Name).toBe(name);
  });

  it('holds later values to the pattern of the first', async () => {
    const { put } = stage();
    await put({ Name: 'port', Value: '8080', AllowedPattern: '^\\d+$' });
    expect((await refusal(put({ Name: 'port', Value: 'http', Overwrite: true }))).name).toBe(
      'ParameterPatternMismatchException',
    );
  });
});
