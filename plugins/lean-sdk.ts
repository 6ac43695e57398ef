/**
 * What the SDK carries that a Lambda of ours never uses, taken out while bundling. Every KB is parsed at each cold start.
 * Requests and answers stay the same: a test drives every bundle. The SDK's versions are pinned, as this knows its files.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * Schemas are written with computed keys (`[_n]: …`), which esbuild cannot prove to be free of side effects; with the
 * constants written out it drops those of operations that are not used: most of EC2. And each modeled error is registered
 * by a statement, which keeps its schema and its class; unregistered, an error still arrives with its name, message and
 * fault, which is all that shared/aws/aws-errors.ts looks at.
 */
const usedSchemasOnly: Plugin = {
  name: 'used-schemas-only',
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const constants = new Map(
        [...source.matchAll(/^const (_\w+) = ("(?:[^"\\]|\\.)*");$/gm)].map(([, name, value]) => [name, value]),
      );
      const contents = source
        .replace(/\[(_\w+)\]:/g, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key))
        .replace(/^n\d+_registry\.registerError\(.*\);$/gm, '');
      return { contents, loader: 'js' };
    }),
};

/** Replaces a module by a few lines of its own. */
const replaced = (name: string, filter: RegExp, contents: string): Plugin => ({
  name,
  setup: (esbuild) => {
    esbuild.onResolve({ filter }, ({ resolveDir }) => ({ path: name, namespace: name, pluginData: resolveDir }));
    esbuild.onLoad({ filter: /.*/, namespace: name }, ({ pluginData }) => ({ contents, resolveDir: pluginData }));
  },
});

/** On Lambda credentials are always in the environment: the other providers would be 136 KB of code that never runs. */
const environmentCredentials = replaced(
  'environment-credentials',
  /^@aws-sdk\/credential-provider-node$/,
  `import { fromEnv } from '@aws-sdk/credential-provider-env';
export const defaultProvider = (init) => fromEnv(init);`,
);

/** No operation that we use streams events. */
const noEventStreams = replaced(
  'no-event-streams',
  /^@smithy\/core\/event-streams$/,
  `export const resolveEventStreamSerdeConfig = (config) => config;
export const eventStreamSerdeProvider = () => undefined;
export class EventStreamSerde { constructor() { throw new Error('event streams are not in this bundle'); } }`,
);

/** DynamoDB only discovers endpoints when asked to, and nobody asks. */
const noEndpointDiscovery = replaced(
  'no-endpoint-discovery',
  /^@aws-sdk\/endpoint-cache$/,
  'export class EndpointCache { get() {} set() {} delete() {} has() { return false; } clear() {} }',
);

/** Files of @smithy/core that no code of ours reaches: what stands in their place says so, should that ever change. */
const unreachable: Plugin = {
  name: 'unreachable',
  setup: (esbuild) =>
    // Node has its own SHA-256, our retry strategy replaces the adaptive one, and Lambda tells the region.
    esbuild.onLoad(
      {
        filter:
          /@smithy[\\/]core[\\/].*[\\/](Sha256Js|AdaptiveRetryStrategy|DefaultRateLimiter|getInstanceMetadataRegion)\.js$/,
      },
      ({ path }) => {
        const name = /(\w+)\.js$/.exec(path)?.[1];
        const contents = `export function ${name}() { throw new Error('${name} is not in this bundle'); }`;
        return { contents, loader: 'js' };
      },
    ),
};

/** Of its package.json a client uses the version only, for the user agent. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    }),
};

export const leanSdk: Plugin[] = [
  usedSchemasOnly,
  environmentCredentials,
  noEventStreams,
  noEndpointDiscovery,
  unreachable,
  versionOnly,
];
