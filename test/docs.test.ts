/**
 * The docs tell the truth: routes, errors, workflows and knobs are those of the code; every command in them is executed here
 * or by the test that is named here; what needs a real account is checked against the SDK's own schemas.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../local/cloud/cloud.ts';
import { simRoutes } from '../local/cloud/doors/sim.ts';
import { WallDriver } from '../local/cloud/kernel/drivers.ts';
import { errorTable } from '../shared/domain/errors.ts';
import { routes } from '../shared/domain/routes.ts';
import { runningStack } from './support/running-stack.ts';
import { words } from './support/shell-words.ts';

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SCOPE.md', 'CHANGELOG.md'].concat(
  globSync('{local,events,examples,workflows}/**/*.md'),
);
const readme = readFileSync('README.md', 'utf8');

interface Block {
  readonly file: string;
  readonly language: string;
  readonly lines: readonly string[];
}
const blocks: Block[] = documents.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
    file,
    language: language.trim(),
    lines: text.split('\n').filter((line) => line.trim() !== ''),
  })),
);
const commandsOf = (language: string, document?: string): string[] =>
  blocks
    .filter((block) => block.language === language && (document === undefined || block.file === document))
    .flatMap(({ lines }) =>
      lines.filter((line) => !line.startsWith('#')).map((line) => line.replace(/^\$ /, '').replace(/\s+#.*$/, '')),
    );
const section = (name: string): string =>
  new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- /${name} -->`).exec(readme)?.[1] ?? '';

describe('what the README lists', () => {
  it('are the routes that there are', () => {
    const listed = [...section('routes').matchAll(/^\| `([A-Z]+ [^`]+)` \|/gm)].map((match) => match[1]);
    expect(listed.toSorted()).toEqual(Object.values(routes).flat().toSorted());
  });

  it('are the errors that there are, with their status', () => {
    const listed = [...section('errors').matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    expect(Object.fromEntries(listed)).toEqual(
      Object.fromEntries(Object.entries(errorTable).map(([code, { status }]) => [code, status])),
    );
  });

  it('are the workflows that there are', () => {
    const listed = [...readme.matchAll(/^\| `([a-z]+-[a-z]+)` \| `\{/gm)].map((match) => match[1]);
    expect(listed.toSorted()).toEqual(
      globSync('workflows/*.asl.json')
        .map((path) => /([\w-]+)\.asl/.exec(path)?.[1])
        .toSorted(),
    );
  });
});

it('links lead to files that exist', () => {
  const dead = documents.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map((match) => join(dirname(file), match[1] ?? ''))
      .filter((path) => !existsSync(path))
      .map((path) => `${file} → ${path}`),
  );
  expect(dead).toEqual([]);
});

describe('commands', () => {
  /** Commands that take a machine of their own, and where they are executed. */
  const elsewhere: Readonly<Record<string, string>> = {
    'npm ci && npm run demo': 'test/demo.test.ts',
    'npm run demo': 'test/demo.test.ts',
    'npm start': 'test/runtime/start.test.ts',
    'npm ci': '.ci/run',
    'npm test': '.ci/run',
    'npm run bench': 'test/bench/run.test.ts',
    'npm run simulate': 'test/simulation/simulation.test.ts',
    'npm run simulate -- --mutants': 'test/simulation/mutants/mutants.test.ts',
    'npm run check': 'package.json',
    'npm run docs': 'test/cloud/readme.test.ts',
    'npm run package': 'test/package/template.test.ts',
  };

  it('of npm are scripts that exist and are executed by a test', () => {
    const scripts = JSON.parse(readFileSync('package.json', 'utf8')).scripts as Record<string, string>;
    for (const command of commandsOf('console').filter((line) => line.startsWith('npm'))) {
      const where = elsewhere[command];
      expect(where, command).toBeDefined();
      expect(existsSync(where ?? ''), `${command}: ${where}`).toBe(true);
      const script = /npm (?:run )?(\w+)(?: -- .*)?$/.exec(command)?.[1] ?? '';
      if (script !== 'ci') expect(Object.keys(scripts)).toContain(script);
    }
  });

  it('of curl do what the README says, one after the other', async () => {
    const stack = await runningStack();
    const curls = commandsOf('console').filter((line) => line.startsWith('curl') && !line.includes('/_sim'));
    expect(curls.length).toBeGreaterThan(5);
    for (const command of curls) {
      const { method, path, body } = curlRequest(command);
      const answer = await stack.api(method, path, body);
      expect(answer.status, `${command}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
      await stack.driver.pass(3 * 60_000);
    }
    const service = await stack.api('GET', '/v1/clusters/my-cluster/services/ransom');
    expect(JSON.stringify(service.body)).toContain('"running":6');
  });

  it('of curl to /_sim work one after the other, and there is one for each of its routes', async () => {
    const used = new Set<string>();
    for (const document of new Set(blocks.map(({ file }) => file))) {
      const cloud = createCloud({ seed: 1, startAt: Date.UTC(2026, 0, 1) });
      const driver = new WallDriver(cloud.clock, 1);
      const server = await cloud.listen(0, driver);
      for (const command of commandsOf('console', document).filter((line) => line.includes(':4566/_sim'))) {
        const { method, path, body } = curlRequest(command);
        const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method, ...(body && { body }) });
        expect(answer.status, `${command}: ${await answer.text()}`).toBeLessThan(300);
        used.add(`${method} ${path.replace(/fault-\d+/, '{id}').replace(/\?.*/, '')}`);
      }
      driver.stop();
      await server.close();
    }
    expect([...used].toSorted()).toEqual(Object.keys(simRoutes).toSorted());
  });

  it('are all of a kind that is executed or checked', () => {
    expect(commandsOf('console').filter((line) => !/^(npm|curl) /.test(line))).toEqual([]);
    expect(blocks.map(({ language }) => language).filter((language) => /^(sh|bash|shell)$/.test(language))).toEqual([]);
  });
});

describe('commands for a real account', () => {
  const lines = commandsOf('console aws');
  /** The command line's names of services, where they differ from the SDK's packages. */
  const packages: Readonly<Record<string, string>> = { stepfunctions: 'sfn', events: 'eventbridge' };
  const pascal = (kebab: string) => kebab.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  const global = new Set(['--endpoint-url', '--query', '--output', '--region', '--profile']);

  it.each(lines.filter((line) => line.startsWith('aws ')))('%s', async (line) => {
    const all = words(line).slice(1);
    const positional: string[] = [];
    const options: string[] = [];
    for (let at = 0; at < all.length; at++) {
      const word = all[at] ?? '';
      if (global.has(word)) at += 1;
      else if (word.startsWith('--')) options.push(word.slice(2));
      else if (options.length === 0) positional.push(word);
    }
    const [service = '', operation = ''] = positional;
    const sdk = (await import(`@aws-sdk/client-${packages[service] ?? service}`)) as Record<string, unknown>;
    const schema = sdk[`${pascal(operation)}$`] as [unknown, unknown, unknown, unknown, unknown] | undefined;
    expect(schema, `${service} ${operation}`).toBeDefined();
    const input = typeof schema?.[4] === 'function' ? (schema[4] as () => unknown)() : schema?.[4];
    const members = ((input as unknown[])[4] as string[]).map((name) => name.toLowerCase());
    for (const option of options)
      expect(members, `${line}: --${option}`).toContain(option.replaceAll('-', '').toLowerCase());
  });

  it('are of the aws command line, of serverless, or set the environment', () => {
    expect(lines.filter((line) => !/^(aws |npx serverless (deploy|remove) |export AWS_)/.test(line))).toEqual([]);
  });
});

const curlRequest = (command: string) => {
  const all = words(command).slice(1);
  const option = (name: string) => (all.includes(name) ? all[all.indexOf(name) + 1] : undefined);
  const url = new URL(all.find((word) => word.startsWith('http://')) ?? '');
  const data = option('-d');
  const body = data?.startsWith('@') ? readFileSync(data.slice(1), 'utf8') : data;
  return { method: option('-X') ?? 'GET', path: `${url.pathname}${url.search}`, body };
};
