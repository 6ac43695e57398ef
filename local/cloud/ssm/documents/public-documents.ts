/** AWS's own documents. */
import type { SsmState } from '../state.ts';
import type { DocumentContent } from './document.ts';

/**
 * `AWS-RunShellScript` as GetDocument gives it (schema 1.2; shortened: it has the same parameters).
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html#aws-runShellScript
 */
const parameters: DocumentContent['parameters'] = {
  commands: parameter('StringList', '(Required) Specify a shell script or a command to run.', undefined),
  workingDirectory: parameter('String', '(Optional) The path to the working directory on your instance.', ['']),
  executionTimeout: {
    ...parameter(
      'String',
      '(Optional) The time in seconds for a command to complete before it is considered to have failed.',
      ['3600'],
    ),
    allowedPattern:
      '([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)|(\\{\\{ssm:[\\w-./]+\\}\\})',
  },
};

function parameter(
  type: 'String' | 'StringList',
  description: string,
  defaultValue: readonly string[] | undefined,
): DocumentContent['parameters'][string] {
  return { type, description, defaultValue, allowedValues: undefined, allowedPattern: undefined };
}

const runShellScript: DocumentContent = {
  schemaVersion: '1.2',
  description: 'Run a shell script or specify the commands to run.',
  parameters,
  steps: [
    {
      action: 'aws:runShellScript',
      name: 'aws:runShellScript',
      runCommand: ['{{ commands }}'],
      timeoutSeconds: '{{ executionTimeout }}',
      workingDirectory: '{{ workingDirectory }}',
    },
  ],
};

/** Shown as it is written for AWS: one plugin, whose properties refer to the parameters. */
const text = JSON.stringify({
  schemaVersion: runShellScript.schemaVersion,
  description: runShellScript.description,
  parameters: Object.fromEntries(
    Object.entries(parameters).map(([name, { type, description, defaultValue, allowedPattern }]) => [
      name,
      { type, description, default: type === 'String' ? defaultValue?.[0] : undefined, allowedPattern },
    ]),
  ),
  runtimeConfig: {
    'aws:runShellScript': {
      properties: [
        {
          id: '0.aws:runShellScript',
          runCommand: '{{ commands }}',
          workingDirectory: '{{ workingDirectory }}',
          timeoutSeconds: '{{ executionTimeout }}',
        },
      ],
    },
  },
});

export const addPublicDocuments = ({ documents }: SsmState): void => {
  const createdAt = Date.UTC(2017, 7, 31);
  documents.set('AWS-RunShellScript', {
    name: 'AWS-RunShellScript',
    owner: 'Amazon',
    createdAt,
    targetType: undefined,
    tags: new Map(),
    versions: [{ number: 1, name: undefined, createdAt, text, format: 'JSON', content: runShellScript }],
    defaultVersion: 1,
  });
};
