/** `curl`, as far as a host's first minutes need it. */
import { type CurlArguments, parseCurl } from './curl-arguments.ts';
import { failing, type Guest, type GuestCommand, type Invocation, type Outcome } from './guest.ts';
import { type HttpAnswer, type HttpFailure, type HttpRequest, send } from './http.ts';

/** How long the kernel tries to connect to somebody who never answers. */
const connectMs = 130_000;
/** What curl calls transient for --retry. */
const transient = new Set([408, 429, 500, 502, 503, 504]);

export const curl: GuestCommand = async (guest, call) => {
  const options = parseCurl(call.args);
  if (typeof options === 'string') return failing(options, 2);
  const [url] = options.urls;
  if (url === undefined) return failing('curl: (2) no URL specified', 2);
  const target = /^(?:(https?):\/\/)?([^/?#:]+)(?::\d+)?([^#]*)$/.exec(url);
  if (target === null) return failing('curl: (3) URL rejected: Malformed input to a URL function', 3);
  const [, scheme = 'http', host = '', path = ''] = target;
  const request = await requestOf(options, call, host, path.startsWith('/') ? path : `/${path}`);
  if (request === undefined) return failing('curl: (26) Failed to open/read local data from file/application', 26);
  return report(await attempt(guest, scheme, request, options, call.signal), options, call);
};

const requestOf = async (
  options: CurlArguments,
  call: Invocation,
  host: string,
  path: string,
): Promise<HttpRequest | undefined> => {
  const data: string[] = [];
  for (const item of options.data) {
    const text = item.startsWith('@') ? await contentOf(call, item.slice(1)) : item;
    if (text === undefined) return undefined;
    data.push(text);
  }
  const headers = new Map<string, string>();
  if (data.length > 0) headers.set('content-type', 'application/x-www-form-urlencoded');
  if (options.json) headers.set('content-type', 'application/json');
  for (const header of options.headers) {
    const cut = header.indexOf(':');
    if (cut > 0) headers.set(header.slice(0, cut).trim().toLowerCase(), header.slice(cut + 1).trim());
  }
  const [accessKeyId = '', ...secret] = (options.user ?? '').split(':');
  const byDefault = options.headOnly ? 'HEAD' : data.length > 0 ? 'POST' : 'GET';
  return {
    method: options.method ?? byDefault,
    host,
    path,
    headers,
    body: data.join(options.json ? '' : '&'),
    ...(options.sigV4 !== undefined &&
      options.user !== undefined && { signing: { provider: options.sigV4, accessKeyId, secret: secret.join(':') } }),
  };
};

const contentOf = async (call: Invocation, path: string): Promise<string | undefined> => {
  if (path === '-') return call.stdin();
  try {
    return await call.readFile(path);
  } catch {
    return undefined;
  }
};

/** Sends, and sends again as often as --retry says, while what comes back may pass. */
const attempt = async (
  guest: Guest,
  scheme: string,
  request: HttpRequest,
  options: CurlArguments,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer | HttpFailure> => {
  for (let retry = 0; ; retry++) {
    const answer = await send(guest, scheme, request);
    if ('exitCode' in answer && answer.silent)
      await guest.sleep(Math.min(options.connectTimeoutMs ?? connectMs, options.maxTimeMs ?? connectMs), signal);
    const mayPass = 'exitCode' in answer ? answer.exitCode === 28 : transient.has(answer.status);
    if (!mayPass || retry >= options.retries || guest.signal.aborted || signal?.aborted) return answer;
    await guest.sleep(options.retryDelayMs ?? Math.min(1_000 * 2 ** retry, 600_000), signal);
  }
};

const report = async (answer: HttpAnswer | HttpFailure, options: CurlArguments, call: Invocation): Promise<Outcome> => {
  const status = 'exitCode' in answer ? 0 : answer.status;
  const written = (options.writeOut ?? '')
    .replaceAll(/%\{(?:http_code|response_code)\}/g, String(status).padStart(3, '0'))
    .replaceAll('\\n', '\n');
  const complain = (exitCode: number, message: string): Outcome => ({
    stdout: written,
    stderr: options.showErrors ? `curl: (${exitCode}) ${message}\n` : '',
    exitCode,
  });
  if ('exitCode' in answer) return complain(answer.exitCode, answer.message);
  if (options.failOnError && status >= 400) return complain(22, `The requested URL returned error: ${status}`);
  const head = options.includeHead ? `HTTP/1.1 ${status}\r\ncontent-length: ${answer.body.length}\r\n\r\n` : '';
  const text = head + (options.headOnly ? '' : answer.body);
  if (options.output === undefined) return { stdout: text + written };
  await call.writeFile(options.output, text);
  return { stdout: written };
};
