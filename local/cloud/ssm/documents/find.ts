import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import type { DocumentRecord, DocumentVersion } from './document.ts';

/** By name or ARN. */
const findDocument = (world: World, reference: string): DocumentRecord => {
  const name = /^arn:aws:ssm:[\w-]*:\d*:document\/(.+)$/.exec(reference)?.[1] ?? reference;
  const record = world.ssm.documents.get(name);
  if (record === undefined) throw new AwsError('InvalidDocument', `Document with name ${name} does not exist.`);
  return record;
};

/** One that the account may change. */
export const ownDocument = (world: World, name: string): DocumentRecord => {
  const record = findDocument(world, name);
  if (record.owner === world.account) return record;
  throw new AwsError(
    'InvalidDocumentOperation',
    `You can't change or delete the document ${name}: it belongs to Amazon.`,
  );
};

/** `$DEFAULT`, `$LATEST`, a number; nothing means the default. */
export const findVersion = (
  world: World,
  reference: string,
  asked: string | undefined,
): { readonly record: DocumentRecord; readonly version: DocumentVersion } => {
  const record = findDocument(world, reference);
  const number =
    asked === undefined || asked === '$DEFAULT'
      ? record.defaultVersion
      : asked === '$LATEST'
        ? record.versions.at(-1)!.number
        : Number(asked);
  const version = record.versions.find((one) => one.number === number);
  if (version === undefined)
    throw new AwsError('InvalidDocumentVersion', `The document version ${asked} is not valid or does not exist.`);
  return { record, version };
};
