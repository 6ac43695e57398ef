/** serverless.yml as the framework understands it: functions with their events, and the stack's own resources. */
import { join } from 'node:path';
import type { TemplateValue } from './template-value.ts';
import { readYamlFile } from './yaml-file.ts';

export interface ServiceFile {
  readonly service: string;
  readonly stage: string;
  readonly functions: readonly FunctionEntry[];
  readonly resources: ReadonlyMap<string, ResourceEntry>;
}
export interface FunctionEntry {
  /** Its key in serverless.yml, such as `api-clusters`. */
  readonly key: string;
  /** The deployed name: service-stage-key. */
  readonly name: string;
  /** Module and export, such as `functions/api/clusters` and `handler`. */
  readonly module: string;
  readonly exportName: string;
  /** Logical id of its role in the stack's resources. */
  readonly role: string | undefined;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number | undefined;
  readonly environment: Readonly<Record<string, TemplateValue>>;
  readonly onFailure: TemplateValue | undefined;
  readonly events: readonly Readonly<Record<string, TemplateValue>>[];
}
export interface ResourceEntry {
  readonly type: string;
  readonly properties: Readonly<Record<string, TemplateValue>>;
}

type Section = Readonly<Record<string, TemplateValue>>;

export const readServiceFile = (root: string, stage: string): ServiceFile => {
  const options = { stage };
  const file = readYamlFile(join(root, 'serverless.yml'), { stage, options }) as Section;
  const provider = (file['provider'] ?? {}) as Section;
  const service = String(file['service']);
  return {
    service,
    stage,
    functions: Object.entries((file['functions'] ?? {}) as Section).map(([key, entry]) =>
      functionEntry(`${service}-${stage}-${key}`, key, entry as Section, provider),
    ),
    resources: resourcesOf(file['resources']),
  };
};

const functionEntry = (name: string, key: string, entry: Section, provider: Section): FunctionEntry => {
  const handler = String(entry['handler']);
  const dot = handler.lastIndexOf('.');
  const destinations = entry['destinations'] as Section | undefined;
  const onFailure = destinations?.['onFailure'] as Section | undefined;
  return {
    key,
    name,
    // What is deployed is the bundle in dist/; Node runs the source as it is.
    module: handler.slice(0, dot).replace(/^dist\//, ''),
    exportName: handler.slice(dot + 1),
    role: typeof entry['role'] === 'string' ? entry['role'] : undefined,
    timeoutSeconds: Number(entry['timeout'] ?? provider['timeout'] ?? 6),
    reservedConcurrency: entry['reservedConcurrency'] === undefined ? undefined : Number(entry['reservedConcurrency']),
    environment: { ...(provider['environment'] as Section), ...(entry['environment'] as Section) },
    onFailure: onFailure?.['arn'],
    events: (entry['events'] ?? []) as readonly Section[],
  };
};

const resourcesOf = (section: TemplateValue | undefined): ReadonlyMap<string, ResourceEntry> => {
  const files = (Array.isArray(section) ? section : [section ?? {}]) as readonly Section[];
  const resources = files.flatMap((file) => Object.entries((file['Resources'] ?? {}) as Section));
  return new Map(
    resources.map(([id, resource]) => {
      const { Type, Properties } = resource as { Type: string; Properties?: Section };
      return [id, { type: Type, properties: Properties ?? {} }] as const;
    }),
  );
};

/** The framework's logical id of a function: letters and digits kept, first letter raised, dashes spelled out. */
export const functionLogicalId = (key: string): string =>
  `${key.charAt(0).toUpperCase()}${key.slice(1).replaceAll('-', 'Dash').replaceAll('_', 'Underscore')}LambdaFunction`;
