/** The `aws` command, on images that have it: the reads that boot scripts make. */
import { AwsError } from '../../../kernel/aws-error.ts';
import { ConnectionLost } from '../../../kernel/connection-lost.ts';
import { whyCutOff } from '../../network.ts';
import { credentialsOf, hostCaller } from '../credentials.ts';
import { failing, type GuestCommand } from './guest.ts';

type Kind = 'text' | 'list' | 'flag';
interface Known {
  readonly service: string;
  readonly operation: string;
  readonly options: Readonly<Record<string, readonly [member: string, kind: Kind]>>;
}

const commands: Readonly<Record<string, Known>> = {
  'ssm get-parameter': {
    service: 'ssm',
    operation: 'GetParameter',
    options: { name: ['Name', 'text'], 'with-decryption': ['WithDecryption', 'flag'] },
  },
  'ssm get-parameters': {
    service: 'ssm',
    operation: 'GetParameters',
    options: { names: ['Names', 'list'], 'with-decryption': ['WithDecryption', 'flag'] },
  },
  'ssm get-parameters-by-path': {
    service: 'ssm',
    operation: 'GetParametersByPath',
    options: {
      path: ['Path', 'text'],
      recursive: ['Recursive', 'flag'],
      'with-decryption': ['WithDecryption', 'flag'],
    },
  },
  'sts get-caller-identity': { service: 'sts', operation: 'GetCallerIdentity', options: {} },
};
const everywhere = ['region', 'query', 'output', 'cli-connect-timeout', 'cli-read-timeout'];

export const aws: GuestCommand = async (guest, { args, signal }) => {
  const parsed = parse(args);
  if (typeof parsed === 'string') return failing(parsed, 252);
  const { known, input, common } = parsed;
  const credentials = credentialsOf(guest.world, guest.instance);
  if (credentials === undefined)
    return failing('\nUnable to locate credentials. You can configure credentials by running "aws configure".', 253);
  const endpoint = `https://${known.service}.${common['region'] ?? guest.world.region}.amazonaws.com/`;
  if (whyCutOff(guest.world.ec2, guest.instance) !== undefined) {
    await guest.sleep(Number(common['cli-connect-timeout'] ?? 60) * 1_000, signal);
    return failing(`\nConnect timeout on endpoint URL: "${endpoint}"`, 255);
  }
  try {
    const caller = hostCaller(guest.world, guest.instance, credentials);
    const output = await guest.wait(() => guest.world.call(known.service, known.operation, input, caller));
    return { stdout: `${show(select(output, common['query']), common['output'] ?? 'json')}\n` };
  } catch (error) {
    if (error instanceof ConnectionLost)
      return failing(
        `\nConnection was closed before we received a valid response from endpoint URL: "${endpoint}".`,
        255,
      );
    if (!(error instanceof AwsError)) throw error;
    const during = `when calling the ${known.operation} operation`;
    return failing(`\nAn error occurred (${error.code}) ${during}: ${error.message}`, 254);
  }
};

interface Parsed {
  readonly known: Known;
  readonly input: Record<string, unknown>;
  readonly common: Record<string, string>;
}

const parse = (args: readonly string[]): Parsed | string => {
  const words: string[] = [];
  const given: [option: string, values: string[]][] = [];
  const common: Record<string, string> = {};
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [option = '', attached] = arg.slice(2).split(/=(.*)/s);
    if (!arg.startsWith('--')) words.push(arg);
    else if (everywhere.includes(option)) common[option] = attached ?? rest.shift() ?? '';
    else if (!option.startsWith('no-')) {
      const values = attached === undefined ? [] : [attached];
      while (rest[0]?.startsWith('--') === false) values.push(rest.shift()!);
      given.push([option, values]);
    }
  }
  const name = words.slice(0, 2).join(' ');
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (known === undefined) return `aws: the embedded AWS has no command 'aws ${name}' on its hosts`;
  const input: Record<string, unknown> = {};
  for (const [option, values] of given) {
    const [member, kind] = known.options[option] ?? [];
    if (member === undefined) return `aws: error: Unknown options: --${option}`;
    input[member] = kind === 'flag' ? true : kind === 'list' ? values : values[0];
  }
  return { known, input, common };
};

/** The paths of JMESPath, `Parameters[0].Value`: all that is needed to pick a value out of an answer. */
const select = (output: unknown, query: string | undefined): unknown => {
  let value: unknown = output;
  for (const step of query?.match(/[A-Za-z_]\w*|\[\d+\]/g) ?? []) {
    const key = step.startsWith('[') ? step.slice(1, -1) : step;
    value = value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value ?? null;
};

const show = (value: unknown, form: string): string => {
  if (form !== 'text') return JSON.stringify(value, undefined, 4);
  if (value === null) return 'None';
  if (typeof value !== 'object') return String(value);
  return Object.values(value)
    .map((member) => show(member, form))
    .join('\t');
};
