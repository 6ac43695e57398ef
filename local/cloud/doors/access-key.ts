/** Who signed a request, whatever the signature is worth. */
import type { HttpRequest } from '../wire/protocol.ts';

/** The access key id in the scope of a SigV4 header or a presigned address; undefined without a signature. */
export const accessKeyIdOf = ({ headers, query }: HttpRequest): string | undefined => {
  const scope = /Credential=([^/,\s]+)\//.exec(headers['authorization'] ?? '')?.[1];
  return scope ?? query.get('X-Amz-Credential')?.split('/')[0] ?? undefined;
};
