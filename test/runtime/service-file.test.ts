// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the framework's variables look so.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCloud } from '../../local/cloud/cloud.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import { deploy } from '../../local/runtime/deploy.ts';
import { readYamlFile } from '../../local/runtime/yaml-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serverless-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => {
  const path = join(folder, 'serverless.yml');
  writeFileSync(path, text);
  return readYamlFile(path, { stage: 'test', options: { stage: 'test' } });
};

const deployed = async (text: string) => {
  writeFileSync(join(folder, 'serverless.yml'), text);
  const cloud = createCloud({ seed: 1, startAt: 0 });
  await new JumpDriver(cloud.clock).finish(deploy(cloud, folder, 'test'));
};

describe('what is not understood stops at its line', () => {
  test.each([
    { reason: 'a variable', text: 'a: 1\nb: ${ssm:/path}', line: 2 },
    { reason: 'a variable within a text', text: 'a: 1\n\nb: x-${env:HOME}-y', line: 3 },
    { reason: 'a variable without a value', text: 'a: ${self:none}', line: 1 },
    { reason: 'a variable that leads to itself', text: 'b: 1\na: ${self:c}\nc: ${self:a}', line: 2 },
    { reason: 'a file that is not there', text: 'a: 1\nb: ${file(none.yml)}', line: 2 },
    { reason: 'a script', text: 'a: ${file(some.js)}', line: 1 },
    { reason: 'a tag', text: 'a: 1\nb: !If [x, y, z]', line: 2 },
    { reason: 'a tag of text', text: 'a: !ImportValue x', line: 1 },
    { reason: 'a function', text: 'a:\n  b:\n    Fn::Select: [0, [x]]', line: 3 },
    { reason: 'YAML that is none', text: 'a: 1\nb: [', line: 2 },
  ])('$reason', ({ text, line }) => {
    expect(() => read(text)).toThrow(`serverless.yml:${line}: `);
  });

  const head = 'service: x\nprovider: { name: aws }\n';
  test.each([
    { reason: 'a type of resource', text: 'resources:\n  Resources:\n    A:\n      Type: AWS::S3::Bucket', line: 6 },
    {
      reason: 'what the embedded AWS refuses',
      text: 'resources:\n  Resources:\n    A:\n      Type: AWS::SQS::Queue\n      Properties: { DelaySeconds: 901 }',
      line: 6,
    },
    {
      reason: 'a resource that is nowhere',
      text: 'resources:\n  Resources:\n    A:\n      Type: AWS::SQS::Queue\n      Properties: { QueueName: !Ref B }',
      line: 6,
    },
    {
      reason: 'resources that wait for each other',
      text: 'resources:\n  Resources:\n    A: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref B } }\n    B: { Type: AWS::SQS::Queue, DependsOn: A }',
      line: 5,
    },
    { reason: 'a setting of a function', text: 'functions:\n  f:\n    handler: f.g\n    vpc: { x: 1 }', line: 5 },
    { reason: 'a kind of event', text: 'functions:\n  f:\n    handler: f.g\n    events:\n      - s3: bucket', line: 7 },
    {
      reason: 'a setting of an event',
      text: 'functions:\n  f:\n    handler: f.g\n    events:\n      - schedule: { rate: rate(1 minute), timezone: x }',
      line: 7,
    },
  ])('$reason', async ({ text, line }) => {
    await expect(deployed(head + text)).rejects.toThrow(`serverless.yml:${line}: `);
  });
});

test('variables give whole values, or text within text', () => {
  writeFileSync(join(folder, 'more.json'), '{"list": [1, "${sls:stage}"]}');
  expect(
    read(
      [
        'a: ${file(more.json)}',
        'b: ${self:a.list}',
        "c: x-${opt:none, self:d.e}-${opt:stage, 'dev'}",
        'd: { e: 5 }',
        'f: &shared { g: true }',
        'h: *shared',
        'i: ${AWS::Region}',
      ].join('\n'),
    ),
  ).toEqual({
    a: { list: [1, 'test'] },
    b: [1, 'test'],
    c: 'x-5-test',
    d: { e: 5 },
    f: { g: true },
    h: { g: true },
    i: '${AWS::Region}',
  });
});
