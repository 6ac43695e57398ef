/** Parameter Store. https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html */
import {
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  paginateGetParameterHistory,
  SSMClient,
  UnlabelParameterVersionCommand,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type House, openHouse, refusalOf } from './doors.ts';

let house: House;
let ssm: SSMClient;
beforeEach(async () => {
  await house?.close();
  house = await openHouse();
  ssm = house.client('SDK', SSMClient);
});
afterAll(() => house.close());

const put = (Name: string, changes: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value: 'v', Type: 'String', ...changes }));
const label = (Name: string, ParameterVersion: number, ...Labels: string[]) =>
  ssm.send(new LabelParameterVersionCommand({ Name, ParameterVersion, Labels }));
const readValue = async (Name: string) => (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
const versionsOf = async (Name: string) => {
  const numbers: (number | undefined)[] = [];
  for await (const { Parameters } of paginateGetParameterHistory({ client: ssm, pageSize: 50 }, { Name }))
    numbers.push(...(Parameters ?? []).map(({ Version }) => Version));
  return numbers;
};

// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
describe('versions', () => {
  const many = async (count: number) => {
    for (let n = 1; n <= count; n++) await put('/p', { Value: `${n}`, Overwrite: n > 1 });
  };

  test('are counted from 1; the last is what is read, and others by their number', async () => {
    await many(3);
    expect(await readValue('/p')).toBe('3');
    expect(await readValue('/p:2')).toBe('2');
    expect(await refusalOf(readValue('/p:4'))).toContain('ParameterVersionNotFound');
  });

  test('are kept to the number of 100: the oldest goes', async () => {
    await many(103);
    const kept = await versionsOf('/p');
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([100, 4, 103]);
  });

  // API_PutParameter: ParameterMaxVersionLimitExceeded
  test('stay while the oldest of 100 has a label, and make room again without it', async () => {
    await many(100);
    await label('/p', 1, 'keep');
    const refusal = await refusalOf(put('/p', { Overwrite: true }));
    expect(refusal).toContain('ParameterMaxVersionLimitExceeded: ');
    expect(refusal).toContain("can't be deleted because it has a label associated with it");
    await ssm.send(new UnlabelParameterVersionCommand({ Name: '/p', ParameterVersion: 1, Labels: ['keep'] }));
    expect(await put('/p', { Overwrite: true })).toMatchObject({ Version: 101 });
  });
});

// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-labels.html
// tests/test_ssm/test_ssm.py of getmoto/moto, test_parameter_lifecycle_with_leading_slash: run against AWS
describe.each(['/hello', 'hello'])('a parameter that is called %s', (name) => {
  test.each(['/hello', 'hello'])('is read, written over and deleted as %s', async (other) => {
    await put(name);
    expect(await readValue(other)).toBe('v');
    expect(await refusalOf(put(other))).toMatch(/^ParameterAlreadyExists/);
    await put(other, { Value: 'w', Overwrite: true });
    expect(await readValue(name)).toBe('w');
    const { DeletedParameters } = await ssm.send(new DeleteParametersCommand({ Names: [other] }));
    expect(DeletedParameters).toEqual([other]);
    expect(await refusalOf(readValue(name))).toBe(`ParameterNotFound: Parameter ${name} not found.`);
  });
});

describe('labels', () => {
  test('are on one version at a time, and name it', async () => {
    await put('/p', { Value: 'one' });
    await put('/p', { Value: 'two', Overwrite: true });
    await label('/p', 1, 'prod');
    expect(await readValue('/p:prod')).toBe('one');
    await label('/p', 2, 'prod');
    expect(await readValue('/p:prod')).toBe('two');
    const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: '/p' }));
    expect(Parameters?.map(({ Labels }) => Labels)).toEqual([[], ['prod']]);
  });

  test('that cannot be labels are listed, not refused: numbers first, aws, ssm', async () => {
    await put('/p');
    expect(await label('/p', 1, '1st', 'aws-x', 'ssm.x', 'ok_1.0-a')).toMatchObject({
      InvalidLabels: ['1st', 'aws-x', 'ssm.x'],
      ParameterVersion: 1,
    });
  });

  test('number ten on a version at most', async () => {
    await put('/p');
    await label('/p', 1, ...Array.from({ length: 10 }, (_, n) => `l${n}`));
    expect(await refusalOf(label('/p', 1, 'another'))).toContain('ParameterVersionLabelLimitExceeded');
  });

  test('are taken away one by one; those that are not there are listed', async () => {
    await put('/p');
    await label('/p', 1, 'a', 'b');
    const unlabel = new UnlabelParameterVersionCommand({ Name: '/p', ParameterVersion: 1, Labels: ['a', 'c'] });
    expect(await ssm.send(unlabel)).toMatchObject({ RemovedLabels: ['a'], InvalidLabels: ['c'] });
    expect(await refusalOf(readValue('/p:a'))).toContain('ParameterVersionNotFound');
  });
});

// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
describe('tiers', () => {
  test.each([
    ['4 KB are standard', 4_096, {}, 'Standard'],
    ['8 KB are advanced', 8_192, { Tier: 'Advanced' }, 'Advanced'],
    ['what is asked for stays standard when it may', 4_096, { Tier: 'Intelligent-Tiering' }, 'Standard'],
    ['more grows when it may', 4_097, { Tier: 'Intelligent-Tiering' }, 'Advanced'],
  ] as const)('%s', async (_what, bytes, changes, tier) => {
    expect(await put('/p', { Value: 'x'.repeat(bytes), ...changes })).toMatchObject({ Tier: tier });
    const { Parameters } = await ssm.send(new DescribeParametersCommand({}));
    expect(Parameters).toMatchObject([{ Name: '/p', Tier: tier }]);
  });

  test.each([
    [
      'a byte more than 4 KB',
      { Value: 'x'.repeat(4_097) },
      'Standard tier parameters support a maximum parameter value of 4096 characters.',
    ],
    [
      'a byte more than 8 KB',
      { Value: 'x'.repeat(8_193), Tier: 'Advanced' },
      'Advanced tier parameters support a maximum parameter value of 8192 characters.',
    ],
  ] as const)('have no room for %s', async (_what, changes, says) => {
    expect(await refusalOf(put('/p', changes))).toContain(`ValidationException: ${says}`);
  });

  test('only go up', async () => {
    await put('/p', { Tier: 'Advanced' });
    expect(await refusalOf(put('/p', { Tier: 'Standard', Overwrite: true }))).toContain(
      "You can't downgrade a parameter",
    );
  });
});

// API_GetParameters, API_GetParametersByPath, API_DeleteParameters, API_DescribeParameters
describe('several at once', () => {
  test('ten by name, of which those that are not there are listed', async () => {
    await put('/a');
    const get = (...Names: string[]) => ssm.send(new GetParametersCommand({ Names }));
    expect(await get('/a', '/b')).toMatchObject({ Parameters: [{ Name: '/a' }], InvalidParameters: ['/b'] });
    const eleven = Array.from({ length: 11 }, (_, n) => `/p${n}`);
    expect(await refusalOf(get(...eleven))).toContain('ValidationException');
    const deleted = await ssm.send(new DeleteParametersCommand({ Names: ['/a', '/b'] }));
    expect(deleted).toMatchObject({ DeletedParameters: ['/a'], InvalidParameters: ['/b'] });
  });

  test('below a path, one level or all', async () => {
    for (const name of ['/a/x', '/a/b/y', '/ab/z']) await put(name);
    const below = async (Path: string, Recursive?: boolean) =>
      (await ssm.send(new GetParametersByPathCommand({ Path, Recursive }))).Parameters?.map(({ Name }) => Name).sort();
    expect(await below('/a')).toEqual(['/a/x']);
    expect(await below('/a', true)).toEqual(['/a/b/y', '/a/x']);
  });

  test('described by filters, without their values', async () => {
    await put('/a/one', { Tags: [{ Key: 'team', Value: 'core' }] });
    await put('/a/two', { Type: 'SecureString' });
    const described = async (Key: string, Option: string, ...Values: string[]) => {
      const request = new DescribeParametersCommand({ ParameterFilters: [{ Key, Option, Values }] });
      const { Parameters } = await ssm.send(request);
      expect(JSON.stringify(Parameters)).not.toContain('"Value"');
      return Parameters?.map(({ Name }) => Name);
    };
    expect(await described('Name', 'BeginsWith', '/a/o')).toEqual(['/a/one']);
    expect(await described('Type', 'Equals', 'SecureString')).toEqual(['/a/two']);
    expect(await described('tag:team', 'Equals', 'core')).toEqual(['/a/one']);
    expect(await refusalOf(described('Label', 'Equals', 'prod'))).toContain('InvalidFilterKey');
  });
});

// localstack's tests/aws/services/ssm/test_ssm.py, test_put_parameters and test_hierarchical_parameter, were run against AWS.
test('a parameter has the name by which it was asked for, which is a path from the root or no path', async () => {
  await put('p');
  await put('/a/b');
  const nameOf = async (Name: string) => (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Name;
  expect(await nameOf('p')).toBe('p');
  expect(await nameOf('/p')).toBe('/p');
  const { Parameters } = await ssm.send(new GetParametersCommand({ Names: ['/p'] }));
  expect(Parameters?.map(({ Name, Value }) => [Name, Value])).toEqual([['/p', 'v']]);
  expect(await refusalOf(nameOf('a/b'))).toMatch(/^ValidationException: .*sub-paths divided by slash symbol/);
  expect(await refusalOf(nameOf('/a//b'))).toMatch(/^ValidationException: .*sub-paths divided by slash symbol/);
});
