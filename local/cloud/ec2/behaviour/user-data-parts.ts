/**
 * What cloud-init makes of user data (https://docs.cloud-init.io/en/latest/explanation/format.html): a script, or a MIME
 * multipart message of several parts, compressed or not.
 */
import { gunzipSync } from 'node:zlib';

export type UserDataPart =
  | { readonly kind: 'script'; readonly interpreter: string; readonly options: string; readonly text: string }
  | { readonly kind: 'ignored'; readonly what: string };

const mostUncompressedBytes = 1_048_576;

/** The parts in the order in which they are to run. Base64 as RunInstances took it. */
export const userDataParts = (base64: string): readonly UserDataPart[] => {
  const bytes = Buffer.from(base64, 'base64');
  let text: string;
  try {
    const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    text = (zipped ? gunzipSync(bytes, { maxOutputLength: mostUncompressedBytes }) : bytes).toString('utf8');
  } catch {
    return [{ kind: 'ignored', what: 'user data that cannot be decompressed' }];
  }
  const message = parseMessage(text);
  const boundary = /^multipart\//i.test(message.type) ? boundaryOf(message.type) : undefined;
  if (boundary === undefined) return [partOf(text, '')];
  return splitAt(message.body, boundary).map((section) => {
    const { type, encoding, body } = parseMessage(section);
    const decoded = /^base64$/i.test(encoding) ? Buffer.from(body, 'base64').toString('utf8') : body;
    return partOf(decoded, type);
  });
};

/** What a part is shows in its first line; a declared type other than text/plain or a shell script rules it out. */
const partOf = (text: string, type: string): UserDataPart => {
  const mime = type.split(';')[0]?.trim().toLowerCase() ?? '';
  const shebang = /^#![ \t]*([^ \t\n]+)[ \t]*(.*)/.exec(text);
  const declared = mime === 'text/x-shellscript';
  if (!declared && mime !== '' && mime !== 'text/plain') return { kind: 'ignored', what: `a part of type ${mime}` };
  if (text.startsWith('#cloud-config')) return { kind: 'ignored', what: '#cloud-config' };
  if (shebang === null && !declared)
    return { kind: 'ignored', what: `user data that starts with '${firstWord(text)}' and not with '#!'` };
  const [, interpreter = '/bin/bash', options = ''] = shebang ?? [];
  return /\/env$/.test(interpreter)
    ? { kind: 'script', interpreter: options.split(/\s+/)[0] ?? '', options: '', text }
    : { kind: 'script', interpreter, options: options.trim(), text };
};

const firstWord = (text: string): string => text.trimStart().split(/\s/)[0]?.slice(0, 40) ?? '';

interface Message {
  readonly type: string;
  readonly encoding: string;
  readonly body: string;
}

/** Headers up to the first empty line; lines that start with white space go on with the one before. */
const parseMessage = (text: string): Message => {
  const normal = text.replaceAll('\r\n', '\n');
  const end = normal.indexOf('\n\n');
  const head = end < 0 ? '' : normal.slice(0, end).replaceAll(/\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  return {
    type: header('Content-Type'),
    encoding: header('Content-Transfer-Encoding'),
    body: end < 0 ? normal : normal.slice(end + 2),
  };
};

const boundaryOf = (type: string): string | undefined => {
  const match = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type);
  return match?.[1] ?? match?.[2];
};

/** The sections between the lines `--boundary`, up to the line `--boundary--`. */
const splitAt = (body: string, boundary: string): readonly string[] => {
  const sections: string[][] = [];
  for (const line of body.split('\n')) {
    if (line.trimEnd() === `--${boundary}--`) break;
    if (line.trimEnd() === `--${boundary}`) sections.push([]);
    else sections.at(-1)?.push(line);
  }
  return sections.map((lines) => lines.join('\n'));
};
