import type { DeleteDocumentCommandInput, DeleteDocumentCommandOutput } from '@aws-sdk/client-ssm';
import type { Operation } from '../../kernel/service.ts';
import { ownDocument } from '../documents/find.ts';

/** With all of its versions. Commands that are under way go on. */
export const deleteDocument: Operation<DeleteDocumentCommandInput, DeleteDocumentCommandOutput> = (
  input,
  { world },
) => {
  world.ssm.documents.delete(ownDocument(world, input.Name ?? '').name);
  return {};
};
