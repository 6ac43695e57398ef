/**
 * What the SDK carries that a Lambda of ours never uses, taken out while bundling. Requests and answers stay the same to the
 * byte: a test drives every bundle. Every KB here is parsed at each cold start.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * The SDK writes its schemas with computed keys (`[_n]: …`), which esbuild cannot prove to be free of side effects. With
 * the constants written out it drops the schemas of operations that are not used: most of EC2.
 */
const literalSchemaKeys: Plugin = {
  name: 'literal-schema-keys',
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const constants = new Map(
        [...source.matchAll(/^const (_\w+) = ("(?:[^"\\]|\\.)*");$/gm)].map(([, name, value]) => [name, value]),
      );
      const contents = source.replace(/\[(_\w+)\]:/g, (key, name) =>
        constants.has(name) ? `${constants.get(name)}:` : key,
      );
      return { contents, loader: 'js' };
    }),
};

/** On Lambda credentials are always in the environment: the other providers would be 136 KB of code that never runs. */
const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup: (esbuild) => {
    esbuild.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir }) => ({
      path: 'environment-credentials',
      namespace: 'environment-credentials',
      pluginData: resolveDir,
    }));
    esbuild.onLoad({ filter: /.*/, namespace: 'environment-credentials' }, ({ pluginData }) => ({
      contents: `import { fromEnv } from '@aws-sdk/credential-provider-env';
export const defaultProvider = (init) => fromEnv(init);`,
      resolveDir: pluginData,
    }));
  },
};

/**
 * Each modeled error is a class of ten lines; we tell errors by their name only. A class made by one small function keeps
 * name, fault and instanceof; the members are put on the exception by the SDK's deserializer.
 */
const smallErrorClasses: Plugin = {
  name: 'small-error-classes',
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]models[\\/]errors\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const classes =
        /export class (\w+) extends (\w+) \{\n {4}static shapeId = ("[^"]+");\n {4}name = ("[^"]+");\n {4}\$fault = ("[^"]+");[\s\S]*?\n\}/g;
      const contents = source.replace(
        classes,
        (_, name, base, shape, errorName, fault) =>
          `export const ${name} = /* @__PURE__ */ modeled(${base}, ${errorName}, ${fault}, ${shape});`,
      );
      return { contents: `${contents}\n${modeled}`, loader: 'js' };
    }),
};
const modeled = `function modeled(Base, name, fault, shapeId) {
  return class Modeled extends Base {
    static shapeId = shapeId;
    constructor(opts) {
      super({ name, $fault: fault, ...opts });
      Object.setPrototypeOf(this, Modeled.prototype);
    }
  };
}`;

/** Of its package.json a client uses the version only, for the user agent. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    }),
};

export const leanSdk: Plugin[] = [literalSchemaKeys, environmentCredentials, smallErrorClasses, versionOnly];
