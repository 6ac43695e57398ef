import type * as sdk from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { documentView, identifierView } from '../document-views.ts';
import type { DocumentRecord } from '../documents/document.ts';
import { findVersion } from '../documents/find.ts';
import { pageOf } from '../pages.ts';

export const describeDocument: Operation<sdk.DescribeDocumentCommandInput, sdk.DescribeDocumentCommandOutput> = (
  input,
  { world },
) => {
  const { record, version } = findVersion(world, input.Name ?? '', input.DocumentVersion);
  return { Document: documentView(record, version) };
};

/** The content as it was given, in the format in which it was given. */
export const getDocument: Operation<sdk.GetDocumentCommandInput, sdk.GetDocumentCommandOutput> = (input, { world }) => {
  const { record, version } = findVersion(world, input.Name ?? '', input.DocumentVersion);
  if (input.DocumentFormat !== undefined && input.DocumentFormat !== version.format)
    throw new AwsError(
      'InvalidDocumentContent',
      `The embedded AWS does not translate documents: this one is written in ${version.format}.`,
    );
  return {
    Name: record.name,
    CreatedDate: new Date(version.createdAt),
    DocumentVersion: String(version.number),
    Status: 'Active',
    Content: version.text,
    DocumentType: 'Command',
    DocumentFormat: version.format,
    ...(version.name === undefined ? {} : { VersionName: version.name }),
  };
};

/** By name. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListDocuments.html */
export const listDocuments: Operation<sdk.ListDocumentsCommandInput, sdk.ListDocumentsCommandOutput> = (
  input,
  { world },
) => {
  const wanted = [
    ...(input.Filters ?? []),
    ...(input.DocumentFilterList ?? []).map(({ key, value }) => ({ Key: key, Values: [value ?? ''] })),
  ];
  const tests = wanted.map(({ Key: key = '', Values: values = [] }) => testOf(world.account, key, values));
  const found = [...world.ssm.documents.values()]
    .filter((record) => tests.every((test) => test(record)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { page, next } = pageOf(found, input, 50);
  return { DocumentIdentifiers: page.map(identifierView), ...next };
};

const testOf = (account: string, key: string, values: readonly string[]): ((record: DocumentRecord) => boolean) => {
  switch (key.toLowerCase()) {
    case 'name':
      return ({ name }) => values.some((value) => name.startsWith(value));
    case 'owner':
      return ({ owner }) =>
        values.some(
          (value) => value === 'All' || value === owner || (owner === account ? value === 'Self' : value === 'Public'),
        );
    case 'documenttype':
      return () => values.includes('Command');
    case 'platformtypes':
      return () => values.some((value) => value === 'Linux' || value === 'MacOS');
    default:
      throw new AwsError('InvalidFilterKey', `The specified key ${key} is not valid.`);
  }
};
