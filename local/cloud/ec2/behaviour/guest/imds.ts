/**
 * The instance metadata service
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html).
 */
import type { Guest } from './guest.ts';
import type { HttpAnswer, HttpRequest } from './http.ts';
import { type MetadataNode, metadataTree } from './metadata-tree.ts';

const tokenHeader = 'x-aws-ec2-metadata-token';
const longestTokenSeconds = 21_600;

/** What 169.254.169.254 answers. */
export const answerMetadata = (guest: Guest, request: HttpRequest): HttpAnswer => {
  if (guest.instance.metadata.httpEndpoint === 'disabled') return page(403, 'Forbidden');
  const path = request.path.split('?')[0] ?? '/';
  if (path === '/latest/api/token')
    return request.method === 'PUT' ? newToken(guest, request) : page(405, 'Not Allowed');
  if (request.method !== 'GET' && request.method !== 'HEAD') return page(405, 'Not Allowed');
  const token = request.headers.get(tokenHeader);
  if (token === undefined && guest.instance.metadata.httpTokens === 'required') return page(401, 'Unauthorized');
  if (token !== undefined && !isValid(guest, token)) return page(401, 'Unauthorized');
  const text = read(metadataTree(guest), path);
  return text === undefined ? page(404, 'Not Found') : { status: 200, body: text };
};

const newToken = (guest: Guest, request: HttpRequest): HttpAnswer => {
  const seconds = Number(request.headers.get(`${tokenHeader}-ttl-seconds`) ?? Number.NaN);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestTokenSeconds) return page(400, 'Bad Request');
  const token = Buffer.from(guest.world.random.hex(40), 'hex').toString('base64').replaceAll('/', '_');
  guest.metadataTokens.set(token, guest.world.clock.now() + seconds * 1_000);
  return { status: 200, body: token };
};

const isValid = (guest: Guest, token: string): boolean =>
  (guest.metadataTokens.get(token) ?? 0) > guest.world.clock.now();

/** The text at a path: a value, or the listing of a directory, in which directories end in a slash. */
const read = (root: MetadataNode, path: string): string | undefined => {
  let node: MetadataNode | undefined = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (typeof node !== 'object' || !Object.hasOwn(node, name)) return undefined;
    node = node[name];
  }
  if (node === undefined) return undefined;
  if (typeof node === 'function') return node();
  if (typeof node === 'string') return node;
  return Object.entries(node)
    .filter(([, child]) => child !== undefined)
    .map(([name, child]) => (typeof child === 'object' ? `${name}/` : name))
    .join('\n');
};

const page = (status: number, title: string): HttpAnswer => ({
  status,
  body:
    `<?xml version="1.0" encoding="iso-8859-1"?>\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">\n` +
    ` <head>\n  <title>${status} - ${title}</title>\n </head>\n <body>\n  <h1>${status} - ${title}</h1>\n </body>\n</html>\n`,
});
