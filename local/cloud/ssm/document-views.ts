/** Documents as Systems Manager shows them. */
import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-ssm';
import type { DocumentRecord, DocumentVersion } from './documents/document.ts';

/** What a description and an entry of a list have in common. */
const about = ({ name, owner, targetType, tags }: DocumentRecord, version: DocumentVersion) => ({
  Name: name,
  CreatedDate: new Date(version.createdAt),
  Owner: owner,
  PlatformTypes: ['Linux', 'MacOS'] satisfies sdk.PlatformType[],
  DocumentVersion: String(version.number),
  DocumentType: 'Command' as const,
  SchemaVersion: version.content.schemaVersion,
  DocumentFormat: version.format,
  ...(version.name === undefined ? {} : { VersionName: version.name }),
  ...(targetType === undefined ? {} : { TargetType: targetType }),
  Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
});

export const documentView = (
  record: DocumentRecord,
  version: DocumentVersion,
  status: sdk.DocumentStatus = 'Active',
): sdk.DocumentDescription => ({
  ...about(record, version),
  Hash: createHash('sha256').update(version.text).digest('hex'),
  HashType: 'Sha256',
  Status: status,
  ...(version.content.description === undefined ? {} : { Description: version.content.description }),
  Parameters: Object.entries(version.content.parameters).map(([name, { type, description, defaultValue }]) => ({
    Name: name,
    Type: type,
    ...(description === undefined ? {} : { Description: description }),
    ...(defaultValue === undefined
      ? {}
      : { DefaultValue: type === 'String' ? (defaultValue[0] ?? '') : JSON.stringify(defaultValue) }),
  })),
  LatestVersion: String(record.versions.at(-1)!.number),
  DefaultVersion: String(record.defaultVersion),
});

export const identifierView = (record: DocumentRecord): sdk.DocumentIdentifier =>
  about(record, record.versions.find(({ number }) => number === record.defaultVersion)!);
