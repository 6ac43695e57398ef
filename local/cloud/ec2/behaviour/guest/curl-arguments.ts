/** The arguments of curl that boot scripts use (https://curl.se/docs/manpage.html). */

export interface CurlArguments {
  readonly urls: readonly string[];
  readonly method?: string;
  readonly headers: readonly string[];
  readonly data: readonly string[];
  readonly json: boolean;
  readonly output?: string;
  readonly writeOut?: string;
  readonly user?: string;
  readonly sigV4?: string;
  readonly failOnError: boolean;
  readonly silent: boolean;
  readonly showErrors: boolean;
  readonly includeHead: boolean;
  readonly headOnly: boolean;
  readonly maxTimeMs?: number;
  readonly connectTimeoutMs?: number;
  readonly retries: number;
  readonly retryDelayMs?: number;
}

const short: Readonly<Record<string, string>> = {
  A: 'user-agent',
  H: 'header',
  I: 'head',
  L: 'location',
  S: 'show-error',
  X: 'request',
  d: 'data',
  e: 'referer',
  f: 'fail',
  g: 'globoff',
  i: 'include',
  k: 'insecure',
  m: 'max-time',
  o: 'output',
  q: 'disable',
  s: 'silent',
  u: 'user',
  v: 'verbose',
  w: 'write-out',
  '4': 'ipv4',
};
const withValue = new Set(
  (
    'aws-sigv4 cacert connect-timeout data data-ascii data-binary data-raw header json max-time noproxy output referer ' +
    'request retry retry-delay retry-max-time url user user-agent write-out'
  ).split(' '),
);
const flags = new Set(
  (
    'compressed disable fail fail-with-body globoff head include insecure ipv4 location no-progress-meter retry-all-errors ' +
    'retry-connrefused show-error silent verbose'
  ).split(' '),
);

/** The arguments as read, or curl's complaint about the first that it does not know. */
export const parseCurl = (args: readonly string[]): CurlArguments | string => {
  const given: [name: string, value: string][] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('-') || arg === '-') {
      given.push(['url', arg]);
      continue;
    }
    // -sSfm 5 is -s -S -f -m 5; what follows a letter that takes a value is the value.
    const names = arg.startsWith('--') ? [arg.slice(2)] : [];
    for (let letters = names.length > 0 ? '' : arg.slice(1); letters !== ''; ) {
      const name = short[letters[0] ?? ''] ?? '';
      names.push(name);
      letters = letters.slice(1);
      if (withValue.has(name) && letters !== '') {
        rest.unshift(letters);
        letters = '';
      }
    }
    for (const name of names) {
      if (!withValue.has(name) && !flags.has(name)) return `curl: option ${arg}: is unknown`;
      const value = withValue.has(name) ? rest.shift() : '';
      if (value === undefined) return `curl: option ${arg}: requires parameter`;
      given.push([name, value]);
    }
  }
  return readOptions(given);
};

const readOptions = (given: readonly (readonly [name: string, value: string])[]): CurlArguments => {
  const all = (...names: string[]) => given.filter(([name]) => names.includes(name)).map(([, value]) => value);
  const last = <Key extends string, Value>(key: Key, name: string, read: (value: string) => Value) => {
    const value = all(name).at(-1);
    return (value === undefined ? {} : { [key]: read(value) }) as Partial<Record<Key, Value>>;
  };
  const has = (...names: string[]) => all(...names).length > 0;
  const milliseconds = (value: string) => Number(value) * 1_000;
  const text = (value: string) => value;
  return {
    urls: all('url'),
    ...last('method', 'request', text),
    headers: all('header'),
    data: all('data', 'data-ascii', 'data-binary', 'data-raw', 'json'),
    json: has('json'),
    ...last('output', 'output', text),
    ...last('writeOut', 'write-out', text),
    ...last('user', 'user', text),
    ...last('sigV4', 'aws-sigv4', text),
    failOnError: has('fail', 'fail-with-body'),
    silent: has('silent'),
    showErrors: !has('silent') || has('show-error'),
    includeHead: has('include') || has('head'),
    headOnly: has('head'),
    ...last('maxTimeMs', 'max-time', milliseconds),
    ...last('connectTimeoutMs', 'connect-timeout', milliseconds),
    retries: Number(all('retry').at(-1) ?? 0) || 0,
    ...last('retryDelayMs', 'retry-delay', milliseconds),
  };
};
