/** The directions of dependency (ARCHITECTURE.md), executed: what may import what, and who may touch the outside world. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Source {
  readonly path: string;
  readonly text: string;
  /** Paths from the project's root for files of ours, package names for the rest. */
  readonly imports: readonly string[];
}

const rooms = ['functions', 'shared', 'local', 'bench', 'console', 'cli'];
const sources: Source[] = globSync(`{${rooms.join(',')}}/**/*.{ts,js,cjs}`)
  .sort()
  .map((path) => {
    const text = readFileSync(path, 'utf8');
    const found = [...text.matchAll(/(?:\bfrom |\bimport\(|^import )'([^'\n]+)'/gm)].map((match) => match[1]!);
    return {
      path,
      text,
      imports: found.map((name) => (name.startsWith('.') ? normalize(join(dirname(path), name)) : name)),
    };
  });

const within = (...prefixes: string[]) =>
  sources.filter(({ path }) => prefixes.some((prefix) => path.startsWith(prefix)));
const except = (...prefixes: string[]) =>
  sources.filter(({ path }) => !prefixes.some((prefix) => path.startsWith(prefix)));
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');

/** Imports of `from` that lead to none of `allowed`. */
const strays = (from: readonly Source[], allowed: readonly string[]) =>
  from.flatMap(({ path, imports }) =>
    imports.filter((name) => !allowed.some((prefix) => name.startsWith(prefix))).map((name) => `${path} → ${name}`),
  );
/** Imports of `from` that lead to one of `forbidden`. */
const forbidden = (from: readonly Source[], names: readonly string[]) =>
  from.flatMap(({ path, imports }) =>
    imports.filter((name) => names.some((prefix) => name.startsWith(prefix))).map((name) => `${path} → ${name}`),
  );

describe('directions of dependency', () => {
  it.each([
    { room: 'shared/ecs/', allowed: ['shared/ecs/'], reason: 'what ECS does is pure' },
    {
      room: 'shared/domain/',
      allowed: ['shared/domain/', 'shared/ecs/', 'zod', 'node:crypto'],
      reason: 'deciding is pure',
    },
    {
      room: 'shared/ports/',
      allowed: ['shared/ports/', 'shared/domain/', 'shared/ecs/'],
      reason: 'ports speak the domain',
    },
    {
      room: 'shared/use-cases/',
      allowed: ['shared/use-cases/', 'shared/domain/', 'shared/ecs/', 'shared/ports/', 'node:crypto'],
      reason: 'use cases know ports, not AWS',
    },
    {
      room: 'shared/aws/',
      allowed: [
        'shared/aws/',
        'shared/ports/',
        'shared/domain/',
        'shared/runtime.ts',
        '@aws-sdk/client-',
        '@smithy/types',
        'node:zlib',
      ],
      reason: 'adapters implement ports',
    },
    {
      room: 'functions/',
      allowed: [
        'shared/lambda/',
        'shared/use-cases/',
        'shared/domain/',
        'shared/ports/',
        'shared/runtime.ts',
        'zod/mini',
        'aws-lambda',
      ],
      reason: 'a function is wiring',
    },
    {
      room: 'shared/lambda/',
      allowed: [
        'shared/lambda/',
        'shared/use-cases/',
        'shared/domain/',
        'shared/ports/',
        'shared/runtime.ts',
        '@middy/',
        'aws-lambda',
        'zod/mini',
        'node:',
      ],
      reason: 'the stacks know requests and refusals, not AWS',
    },
    {
      room: 'local/runtime/',
      allowed: ['local/runtime/', 'local/cloud/', 'shared/runtime.ts', 'node:', 'yaml'],
      reason: 'it reads serverless.yml, and knows nothing of what is in it',
    },
    {
      room: 'local/cloud/',
      allowed: [
        'local/cloud/',
        'shared/ecs/',
        'node:',
        '@aws-sdk/',
        '@smithy/',
        'dynalite',
        'jsonata',
        'just-bash',
        'yaml',
        'zod/mini',
      ],
      reason: 'the embedded AWS knows nothing of Quaymaster',
    },
  ])('$room: $reason', ({ room, allowed }) => {
    expect(within(room).length).toBeGreaterThan(0);
    expect(strays(within(room), allowed)).toEqual([]);
  });

  it('nothing imports functions, local or test, but for local itself', () => {
    expect(forbidden(except('local/', 'bench/'), ['functions/', 'local/', 'test/'])).toEqual([]);
  });

  it('the SDK is known in shared/aws and local only, middy in shared/lambda only', () => {
    expect(forbidden(except('shared/aws/', 'local/', 'bench/'), ['@aws-sdk/', '@smithy/'])).toEqual([]);
    expect(forbidden(except('shared/lambda/'), ['@middy/'])).toEqual([]);
  });
});

describe('the outside world', () => {
  const uses = (from: readonly Source[], pattern: RegExp) =>
    from.filter(({ text }) => pattern.test(code(text))).map(({ path }) => path);

  it('the environment is read in config.ts only', () => {
    expect(
      uses(except('shared/config.ts', 'local/start.ts', 'local/demo', 'local/check-node.js', 'bench/'), /process\.env/),
    ).toEqual([]);
  });

  it('time, timers and randomness come in through runtime.ts, and locally through the kernel', () => {
    const pattern = /Date\.now\(|new Date\(\)|Math\.random\(|randomUUID|setTimeout\(|setInterval\(/;
    const doors = [
      'shared/runtime.ts',
      'local/cloud/kernel/drivers.ts',
      'local/start.ts',
      'local/demo',
      'bench/',
      'local/check-node.js',
    ];
    expect(uses(except(...doors), pattern)).toEqual([]);
  });
});

describe('the form of the code', () => {
  it('no room has a name without a subject', () => {
    const vague = /(^|\/)(utils?|helpers?|common|misc|manager|base|index)(\.ts|\/)/;
    expect(sources.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
  });

  it('files keep one subject: none is longer than 260 lines', () => {
    const long = sources
      .filter(({ text }) => text.split('\n').length > 261)
      .map(({ path, text }) => `${path}: ${text.split('\n').length}`);
    expect(long).toEqual([]);
  });

  it('no default exports and no barrels', () => {
    const offenders = within('functions/', 'shared/', 'local/').filter(({ text }) =>
      /^export (default|\*)/m.test(code(text)),
    );
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });
});
