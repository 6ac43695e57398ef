/** Command documents. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html and neighbours. */
import {
  CreateDocumentCommand,
  type CreateDocumentCommandInput,
  DeleteDocumentCommand,
  DescribeDocumentCommand,
  GetCommandInvocationCommand,
  GetDocumentCommand,
  ListDocumentsCommand,
  SSMClient,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { doors, type House, openHouse, refusalOf } from './doors.ts';
import { managedFleet } from './managed-fleet.ts';

/** The example of https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html, for a shell. */
const example = (commands: readonly string[] = ['echo {{ Message }}']) => ({
  schemaVersion: '2.2',
  description: 'Command Document Example JSON Template',
  parameters: {
    Message: { type: 'String', description: 'Example', default: 'Hello World', allowedPattern: '[A-Za-z ]*' },
    Lines: { type: 'StringList', default: [] },
  },
  mainSteps: [
    { action: 'aws:runShellScript', name: 'example', inputs: { timeoutSeconds: '60', runCommand: commands } },
  ],
});
const yaml = `---
schemaVersion: "2.2"
description: "Command Document Example YAML Template"
mainSteps:
  - action: "aws:runShellScript"
    name: "first"
    inputs:
      runCommand:
        - "echo one"
        - "exit 4"
  - action: "aws:runShellScript"
    name: "second"
    inputs:
      runCommand: ["echo two"]
`;

let house: House;
beforeEach(async () => {
  await house?.close();
  house = await openHouse();
});
afterAll(() => house.close());

describe.each(doors)('documents through the %s door', (door) => {
  const ssm = () => house.client(door, SSMClient);
  const create = (changes: Partial<CreateDocumentCommandInput> = {}) =>
    ssm().send(
      new CreateDocumentCommand({
        Name: 'Greet',
        DocumentType: 'Command',
        Content: JSON.stringify(example()),
        ...changes,
      }),
    );

  test('are created, described, read, listed and deleted', async () => {
    const { DocumentDescription } = await create();
    expect(DocumentDescription).toMatchObject({
      Name: 'Greet',
      Owner: '000000000000',
      Status: 'Creating',
      DocumentVersion: '1',
      LatestVersion: '1',
      DefaultVersion: '1',
      DocumentType: 'Command',
      DocumentFormat: 'JSON',
      SchemaVersion: '2.2',
      HashType: 'Sha256',
      Hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      Description: 'Command Document Example JSON Template',
      Parameters: [
        { Name: 'Message', Type: 'String', Description: 'Example', DefaultValue: 'Hello World' },
        { Name: 'Lines', Type: 'StringList', DefaultValue: '[]' },
      ],
    });
    const Name = 'Greet';
    expect((await ssm().send(new DescribeDocumentCommand({ Name }))).Document).toMatchObject({
      Name,
      Status: 'Active',
    });
    expect((await ssm().send(new GetDocumentCommand({ Name }))).Content).toBe(JSON.stringify(example()));
    const mine = new ListDocumentsCommand({ Filters: [{ Key: 'Owner', Values: ['Self'] }] });
    expect((await ssm().send(mine)).DocumentIdentifiers).toMatchObject([{ Name, DocumentVersion: '1' }]);
    await ssm().send(new DeleteDocumentCommand({ Name }));
    expect(await refusalOf(ssm().send(new DescribeDocumentCommand({ Name })))).toContain('InvalidDocument');
  });

  test('have versions, of which one is the default', async () => {
    await create();
    const Name = 'Greet';
    const Content = JSON.stringify(example(['echo again']));
    const update = () => ssm().send(new UpdateDocumentCommand({ Name, Content, DocumentVersion: '$LATEST' }));
    expect((await update()).DocumentDescription).toMatchObject({ DocumentVersion: '2', DefaultVersion: '1' });
    expect(await refusalOf(update())).toContain('DuplicateDocumentContent');
    const read = async (DocumentVersion?: string) =>
      (await ssm().send(new GetDocumentCommand({ Name, DocumentVersion }))).DocumentVersion;
    expect(await read()).toBe('1');
    expect(await read('$LATEST')).toBe('2');
    await ssm().send(new UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion: '2' }));
    expect(await read('$DEFAULT')).toBe('2');
    expect(await refusalOf(read('3'))).toContain('InvalidDocumentVersion');
  });

  test.each([
    ['one of the same name', { Name: 'taken' }, 'DocumentAlreadyExists'],
    ["a name of AWS's", { Name: 'AWS-Mine' }, 'ValidationException'],
    ['a name that is too short', { Name: 'ab' }, 'ValidationException'],
    ['what is no JSON', { Content: '{' }, 'InvalidDocumentContent'],
    ['another schema', { Content: '{"schemaVersion":"9.9"}' }, 'InvalidDocumentSchemaVersion'],
    ['no steps', { Content: '{"schemaVersion":"2.2","mainSteps":[]}' }, 'InvalidDocumentContent'],
    [
      'an action that is none',
      { Content: '{"schemaVersion":"2.2","mainSteps":[{"action":"aws:magic","name":"a","inputs":{}}]}' },
      'InvalidDocumentContent',
    ],
    ['more than 64 KB', { Content: JSON.stringify(example(['x'.repeat(65_536)])) }, 'MaxDocumentSizeExceeded'],
  ])('are refused for %s', async (_what, changes, code) => {
    await create({ Name: 'taken' });
    expect(await refusalOf(create(changes))).toContain(code);
  });

  test("of AWS's own are there for everybody, and nobody's to change", async () => {
    const Name = 'AWS-RunShellScript';
    expect((await ssm().send(new DescribeDocumentCommand({ Name }))).Document).toMatchObject({
      Owner: 'Amazon',
      SchemaVersion: '1.2',
      PlatformTypes: expect.arrayContaining(['Linux']),
    });
    expect(await refusalOf(ssm().send(new DeleteDocumentCommand({ Name })))).not.toBe('accepted');
  });
});

describe('a document of our own, as a command', () => {
  test('takes parameters, and its defaults where none are given', async () => {
    const fleet = await managedFleet();
    const Content = JSON.stringify(example(['echo {{ Message }}', '{{ Lines }}']));
    await fleet.ssm.send(new CreateDocumentCommand({ Name: 'Greet', DocumentType: 'Command', Content }));
    const greet = (Parameters: Record<string, string[]>) => fleet.run([], { DocumentName: 'Greet', Parameters });
    expect((await greet({})).StandardOutputContent).toBe('Hello World\n');
    expect((await greet({ Message: ['Hi'], Lines: ['echo a', 'echo b'] })).StandardOutputContent).toBe('Hi\na\nb\n');
    expect(await refusalOf(greet({ Message: ['$(reboot)'] }))).toContain('InvalidParameters');
  });

  test('runs all of its steps, and has failed when one has', async () => {
    const fleet = await managedFleet();
    const request = { Name: 'Steps', DocumentType: 'Command', DocumentFormat: 'YAML', Content: yaml } as const;
    await fleet.ssm.send(new CreateDocumentCommand(request));
    const id = await fleet.send([], { DocumentName: 'Steps', Parameters: {} });
    await fleet.driver.pass(2_000);
    expect(await refusalOf(fleet.look(id))).toContain('InvalidPluginName');
    const step = (PluginName: string) =>
      fleet.ssm.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: fleet.ids[0], PluginName }));
    expect(await step('first')).toMatchObject({ Status: 'Failed', ResponseCode: 4, StandardOutputContent: 'one\n' });
    expect(await step('second')).toMatchObject({ Status: 'Failed', ResponseCode: 0, StandardOutputContent: 'two\n' });
  });
});
