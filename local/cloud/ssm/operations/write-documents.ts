/** Making and changing documents. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html and neighbours. */
import type * as sdk from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { documentView } from '../document-views.ts';
import type { DocumentRecord, DocumentVersion } from '../documents/document.ts';
import { findVersion, ownDocument } from '../documents/find.ts';
import { readDocument } from '../documents/read-document.ts';
import { tagsOf } from '../tag-rules.ts';

const mostVersions = 1_000;
const formats: readonly string[] = ['JSON', 'YAML'];

export const createDocument: Operation<sdk.CreateDocumentCommandInput, sdk.CreateDocumentCommandOutput> = (
  input,
  { world },
) => {
  const name = readName(input.Name ?? '');
  if (input.DocumentType !== undefined && input.DocumentType !== 'Command')
    throw new AwsError('InvalidDocumentContent', 'The embedded AWS has Command documents only.');
  const version = readVersion(world, 1, input);
  const tags = tagsOf(input.Tags);
  if (world.ssm.documents.has(name))
    throw new AwsError('DocumentAlreadyExists', `Document with same name ${name} already exists`);
  const record: DocumentRecord = {
    name,
    owner: world.account,
    createdAt: version.createdAt,
    targetType: input.TargetType,
    tags,
    versions: [version],
    defaultVersion: 1,
  };
  world.ssm.documents.set(name, record);
  return { DocumentDescription: documentView(record, version, 'Creating') };
};

/** Adds a version; the default stays what it was. */
export const updateDocument: Operation<sdk.UpdateDocumentCommandInput, sdk.UpdateDocumentCommandOutput> = (
  input,
  { world },
) => {
  const record = ownDocument(world, input.Name ?? '');
  const latest = record.versions.at(-1)!;
  if (![undefined, '$LATEST', String(latest.number)].includes(input.DocumentVersion))
    throw new AwsError(
      'InvalidDocumentVersion',
      'The document version is not valid or does not exist: only the latest version can be updated.',
    );
  const format = input.DocumentFormat ?? latest.format;
  const version = readVersion(world, latest.number + 1, { ...input, DocumentFormat: format });
  if (record.versions.some(({ text }) => text === version.text))
    throw new AwsError(
      'DuplicateDocumentContent',
      'The content of the document matches another document. Change the content of the document and try again.',
    );
  if (record.versions.length >= mostVersions)
    throw new AwsError(
      'DocumentVersionLimitExceeded',
      'The document has too many versions. Delete one or more document versions and try again.',
    );
  record.versions.push(version);
  return { DocumentDescription: documentView(record, version, 'Updating') };
};

export const updateDocumentDefaultVersion: Operation<
  sdk.UpdateDocumentDefaultVersionCommandInput,
  sdk.UpdateDocumentDefaultVersionCommandOutput
> = (input, { world }) => {
  ownDocument(world, input.Name ?? '');
  const { record, version } = findVersion(world, input.Name ?? '', input.DocumentVersion);
  record.defaultVersion = version.number;
  return { Description: { Name: record.name, DefaultVersion: String(version.number) } };
};

const readVersion = (
  world: World,
  number: number,
  input: Pick<sdk.CreateDocumentCommandInput, 'Content' | 'DocumentFormat' | 'VersionName'>,
): DocumentVersion => {
  const format = input.DocumentFormat ?? 'JSON';
  if (!formats.includes(format))
    throw new AwsError('InvalidDocumentContent', `The embedded AWS reads JSON and YAML, not ${format}.`);
  const text = input.Content ?? '';
  const content = readDocument(text, format);
  return { number, name: input.VersionName, createdAt: world.clock.now(), text, format, content };
};

/** "You can't use the following strings as document name prefixes": aws, amazon, amzn. */
const readName = (name: string): string => {
  if (!/^(aws|amazon|amzn)/i.test(name)) return name;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9_\\-.]{3,128}$, and not begin with aws, amazon or amzn`,
  );
};
