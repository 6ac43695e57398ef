/** Reads a Command document, or refuses it with AWS's code. */
import type { DocumentFormat } from '@aws-sdk/client-ssm';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { AwsError } from '../../kernel/aws-error.ts';
import type { DocumentContent } from './document.ts';

/** "Maximum document size: 64 KB" (https://docs.aws.amazon.com/general/latest/gr/ssm.html). */
const mostBytes = 65_536;

const value = z.union([z.string(), z.array(z.string()), z.number(), z.boolean()]);
const parameter = z.object({
  type: z.enum(['String', 'StringList']),
  description: z.optional(z.string()),
  default: z.optional(value),
  allowedValues: z.optional(z.array(value)),
  allowedPattern: z.optional(z.string()),
});
const inputs = z.object({
  runCommand: z.union([z.array(z.string()), z.string()]),
  timeoutSeconds: z.optional(z.union([z.string(), z.number()])),
  workingDirectory: z.optional(z.string()),
});
const common = { description: z.optional(z.string()), parameters: z.optional(z.record(z.string(), parameter)) };
const second = z.object({
  ...common,
  schemaVersion: z.literal('2.2'),
  mainSteps: z
    .array(
      z.object({
        action: z.literal('aws:runShellScript'),
        name: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,256}$/)),
        inputs,
      }),
    )
    .check(z.minLength(1)),
});

/**
 * Command documents of schema 2.2 whose steps are all `aws:runShellScript`; other schemas and actions are refused.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html
 */
export const readDocument = (text: string, format: DocumentFormat): DocumentContent => {
  if (Buffer.byteLength(text) > mostBytes)
    throw new AwsError('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
  const given = parsed(text, format);
  const { schemaVersion } = (given ?? {}) as { schemaVersion?: unknown };
  if (schemaVersion !== '2.2')
    throw new AwsError(
      'InvalidDocumentSchemaVersion',
      `The version of the document schema is not supported: the embedded AWS has 2.2, not ${String(schemaVersion)}.`,
    );
  const checked = second.safeParse(given);
  if (!checked.success) throw invalidContent(z.prettifyError(checked.error).replaceAll('\n', ' '));
  const { description, parameters = {}, mainSteps } = checked.data;
  return {
    schemaVersion,
    description,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, given]) => [name, readParameter(given)] as const),
    ),
    steps: mainSteps.map(({ action, name, inputs: { runCommand, timeoutSeconds, workingDirectory } }) => ({
      action,
      name,
      runCommand: typeof runCommand === 'string' ? [runCommand] : runCommand,
      timeoutSeconds: timeoutSeconds === undefined ? undefined : String(timeoutSeconds),
      workingDirectory,
    })),
  };
};

const parsed = (text: string, format: DocumentFormat): unknown => {
  try {
    return format === 'YAML' ? parse(text) : JSON.parse(text);
  } catch (error) {
    throw invalidContent((error as Error).message);
  }
};

const readParameter = (given: z.infer<typeof parameter>): DocumentContent['parameters'][string] => ({
  type: given.type,
  description: given.description,
  defaultValue: given.default === undefined ? undefined : texts(given.default),
  allowedValues: given.allowedValues?.map(String),
  allowedPattern: given.allowedPattern,
});

const texts = (given: z.infer<typeof value>): readonly string[] => (Array.isArray(given) ? given : [String(given)]);

const invalidContent = (why: string): AwsError =>
  new AwsError('InvalidDocumentContent', `The content for the document is not valid: ${why}`);
