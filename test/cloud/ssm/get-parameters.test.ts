import {
  AddTagsToResourceCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { refusal, stage } from './stage.ts';

describe('reading a parameter', () => {
  it.each([
    { by: 'its name', name: '/g/config', version: 3, selector: undefined },
    { by: 'name and version', name: '/g/config:1', version: 1, selector: ':1' },
    { by: 'name and label', name: '/g/config:prod', version: 2, selector: ':prod' },
    { by: 'its ARN', name: 'arn:aws:ssm:us-east-1:000000000000:parameter/g/config', version: 3, selector: undefined },
    {
      by: 'its ARN and version',
      name: 'arn:aws:ssm:us-east-1:000000000000:parameter/g/config:2',
      version: 2,
      selector: ':2',
    },
  ])('by $by', async ({ name, version, selector }) => {
    const { ssm, put, clock } = stage();
    for (const value of ['1', '2', '3']) await put({ Name: '/g/config', Value: value, Overwrite: value !== '1' });
    await ssm.send(new LabelParameterVersionCommand({ Name: '/g/config', ParameterVersion: 2, Labels: ['prod'] }));
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
    expect(Parameter).toEqual({
      Name: '/g/config',
      Type: 'String',
      Value: `${version}`,
      Version: version,
      ...(selector === undefined ? {} : { Selector: selector }),
      LastModifiedDate: new Date(clock.now()),
      ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/g/config',
      DataType: 'text',
    });
  });

  it.each([
    { reason: 'nothing by that name', name: '/no', code: 'ParameterNotFound' },
    { reason: 'no such version', name: '/g:7', code: 'ParameterVersionNotFound' },
    { reason: 'no such label', name: '/g:prod', code: 'ParameterVersionNotFound' },
    { reason: 'too many selectors', name: '/g:1:2', code: 'ValidationException' },
    { reason: 'a name that cannot be one', name: '/g h', code: 'ValidationException' },
  ])('refuses when there is $reason', async ({ name, code }) => {
    const { ssm, put } = stage();
    await put({ Name: '/g' });
    expect((await refusal(ssm.send(new GetParameterCommand({ Name: name })))).name).toBe(code);
  });

  it('shows a SecureString only to those who ask for its plain text', async () => {
    const { ssm, put } = stage();
    await put({ Name: '/secret', Value: 'hunter2', Type: 'SecureString' });
    const sealed = (await ssm.send(new GetParameterCommand({ Name: '/secret' }))).Parameter?.Value;
    expect(sealed).not.toContain('hunter2');
    expect(sealed).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const open = await ssm.send(new GetParameterCommand({ Name: '/secret', WithDecryption: true }));
    expect(open.Parameter?.Value).toBe('hunter2');
    const history = await ssm.send(new GetParameterHistoryCommand({ Name: '/secret' }));
    expect(history.Parameters).toMatchObject([{ Value: sealed, KeyId: 'alias/aws/ssm' }]);
  });

  it('lists names that lead nowhere instead of refusing them', async () => {
    const { ssm, put } = stage();
    await put({ Name: '/a' });
    const { Parameters, InvalidParameters } = await ssm.send(
      new GetParametersCommand({ Names: ['/no', '/a', '/a:9', '/a'] }),
    );
    expect(Parameters?.map(({ Name }) => Name)).toEqual(['/a']);
    expect(InvalidParameters).toEqual(['/no', '/a:9']);
  });
});

describe('reading by path', () => {
  const named = async (path: string, recursive: boolean) => {
    const { ssm, put } = stage();
    for (const Name of ['/a/x', '/a/y/z', '/ab/x', 'top', '/top2']) await put({ Name });
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: path, Recursive: recursive }));
    return Parameters?.map(({ Name }) => Name);
  };
  it.each([
    { path: '/a', recursive: false, found: ['/a/x'] },
    { path: '/a/', recursive: true, found: ['/a/x', '/a/y/z'] },
    { path: '/', recursive: false, found: ['/top2', 'top'] },
    { path: '/', recursive: true, found: ['/a/x', '/a/y/z', '/ab/x', '/top2', 'top'] },
    { path: '/nothing', recursive: true, found: [] },
  ])('$path, recursive $recursive', async ({ path, recursive, found }) => {
    expect(await named(path, recursive)).toEqual(found);
  });

  it('gives ten a page, each parameter once', async () => {
    const { ssm, put } = stage();
    const names = Array.from({ length: 23 }, (_, index) => `/p/${String(index).padStart(2, '0')}`);
    for (const Name of names) await put({ Name });
    const seen: (string | undefined)[] = [];
    const pages: number[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(new GetParametersByPathCommand({ Path: '/p', ...(NextToken ? { NextToken } : {}) }));
      pages.push(page.Parameters?.length ?? 0);
      seen.push(...(page.Parameters ?? []).map(({ Name }) => Name));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(seen).toEqual(names);
    expect(pages).toEqual([10, 10, 3]);
  });

  it.each([
    { reason: 'a path without its slash', input: { Path: 'a' }, code: 'ValidationException' },
    { reason: 'more than ten a page', input: { Path: '/a', MaxResults: 11 }, code: 'ValidationException' },
    { reason: 'a token of its own making', input: { Path: '/a', NextToken: '%%' }, code: 'InvalidNextToken' },
    {
      reason: 'a filter that it has not',
      input: { Path: '/a', ParameterFilters: [{ Key: 'Name', Values: ['x'] }] },
      code: 'InvalidFilterKey',
    },
  ])('refuses $reason', async ({ input, code }) => {
    const { ssm } = stage();
    expect((await refusal(ssm.send(new GetParametersByPathCommand(input)))).name).toBe(code);
  });
});

describe('describing parameters', () => {
  it.each([
    { reason: 'all', filters: [], found: ['/a/one', '/a/two', '/b/three'] },
    {
      reason: 'by the beginning of names',
      filters: [{ Key: 'Name', Option: 'BeginsWith', Values: ['/a'] }],
      found: ['/a/one', '/a/two'],
    },
    {
      reason: 'by a part of names',
      filters: [{ Key: 'Name', Option: 'Contains', Values: ['three'] }],
      found: ['/b/three'],
    },
    { reason: 'by type', filters: [{ Key: 'Type', Values: ['SecureString'] }], found: ['/a/two'] },
    { reason: 'by path', filters: [{ Key: 'Path', Option: 'OneLevel', Values: ['/b'] }], found: ['/b/three'] },
    { reason: 'by tag', filters: [{ Key: 'tag:team', Values: ['core'] }], found: ['/b/three'] },
    {
      reason: 'by both of two filters',
      filters: [
        { Key: 'Name', Option: 'BeginsWith', Values: ['/a'] },
        { Key: 'Type', Values: ['String'] },
      ],
      found: ['/a/one'],
    },
  ])('$reason', async ({ filters, found }) => {
    const { ssm, put } = stage();
    await put({ Name: '/a/one' });
    await put({ Name: '/a/two', Type: 'SecureString' });
    await put({ Name: '/b/three', Tags: [{ Key: 'team', Value: 'core' }] });
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters: filters }));
    expect(Parameters?.map(({ Name }) => Name)).toEqual(found);
    expect(JSON.stringify(Parameters)).not.toContain('"Value"');
  });
});

describe('labels', () => {
  it('move from version to version and are refused by being listed', async () => {
    const { ssm, put } = stage();
    await put({ Name: 'a', Value: '1' });
    await ssm.send(new LabelParameterVersionCommand({ Name: 'a', Labels: ['prod'] }));
    await put({ Name: 'a', Value: '2', Overwrite: true });
    const answer = await ssm.send(
      new LabelParameterVersionCommand({ Name: 'a', Labels: ['prod', '1st', 'awsome', 'ok'] }),
    );
    expect(answer).toMatchObject({ ParameterVersion: 2, InvalidLabels: ['1st', 'awsome'] });
    expect((await ssm.send(new GetParameterCommand({ Name: 'a:prod' }))).Parameter?.Value).toBe('2');
    const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: 'a' }));
    expect(Parameters?.map(({ Labels }) => Labels)).toEqual([[], ['prod', 'ok']]);
  });
});

describe('tags', () => {
  it('are added, listed and removed, and outlive new versions', async () => {
    const { ssm, put } = stage();
    const resource = { ResourceType: 'Parameter', ResourceId: '/a' } as const;
    await put({ Name: '/a', Tags: [{ Key: 'one', Value: '1' }] });
    await put({ Name: '/a', Overwrite: true });
    await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'two', Value: '2' }] }));
    await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ['one'] }));
    expect((await ssm.send(new ListTagsForResourceCommand(resource))).TagList).toEqual([{ Key: 'two', Value: '2' }]);
    const unknown = ssm.send(new ListTagsForResourceCommand({ ...resource, ResourceId: '/no' }));
    expect((await refusal(unknown)).name).toBe('InvalidResourceId');
  });
});

describe("AWS's public parameters", () => {
  const path = '/aws/service/ecs/optimized-ami/amazon-linux-2023';

  it.each(['', '/arm64'])('name an ECS-optimized image that EC2 has: %s', async (architecture) => {
    const { ssm, world } = stage();
    const read = async (name: string) =>
      (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value ?? '';
    const facts = JSON.parse(await read(`${path}${architecture}/recommended`)) as Record<string, unknown>;
    expect(await read(`${path}${architecture}/recommended/image_id`)).toBe(facts['image_id']);
    expect(facts).toMatchObject({ os: 'Amazon Linux 2023', image_id: expect.stringMatching(/^ami-[0-9a-f]{17}$/) });
    expect(facts['image_name']).toContain(architecture === '' ? 'x86_64' : 'arm64');
    expect(world.ssm.parameters.size).toBe(0);
  });

  it('are read by path and are nobody’s to describe or delete', async () => {
    const { ssm } = stage();
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: `${path}/recommended` }));
    expect(Parameters?.map(({ Name }) => Name)).toContain(`${path}/recommended/image_id`);
    expect((await ssm.send(new DescribeParametersCommand({}))).Parameters).toEqual([]);
    const deleted = await ssm.send(new DeleteParametersCommand({ Names: [`${path}/recommended`] }));
    expect(deleted.InvalidParameters).toEqual([`${path}/recommended`]);
  });
});
