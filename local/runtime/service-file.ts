/** serverless.yml as the framework understands it: functions with their events, and the stack's own resources. */
import { join } from 'node:path';
import type { TemplateValue } from './template-value.ts';
import { placeOf, readYamlFile, refusal } from './yaml-file.ts';

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
  readonly memoryMiB: number;
  readonly reservedConcurrency: number | undefined;
  readonly environment: Readonly<Record<string, TemplateValue>>;
  readonly asynchronous: AsynchronousSettings;
  readonly events: readonly Readonly<Record<string, TemplateValue>>[];
}
/** What becomes of an event that nobody waits for. */
export interface AsynchronousSettings {
  readonly onSuccess?: TemplateValue;
  readonly onFailure?: TemplateValue;
  readonly maximumRetryAttempts?: TemplateValue;
  readonly maximumEventAge?: TemplateValue;
}
export interface ResourceEntry {
  readonly type: string;
  /** File and line. */
  readonly place: string;
  readonly dependsOn: readonly string[];
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

/** Settings that have an effect here, and those that have none. Any other stops: running without it would be something else. */
const functionSettings = new Set(
  'handler name role timeout memorySize reservedConcurrency environment destinations maximumRetryAttempts maximumEventAge events'
    .concat(' package description tags runtime architecture logRetentionInDays tracing ephemeralStorageSize layers')
    .split(' '),
);

const functionEntry = (name: string, key: string, entry: Section, provider: Section): FunctionEntry => {
  const unknown = Object.keys(entry).find((setting) => !functionSettings.has(setting));
  if (unknown !== undefined)
    throw refusal(placeOf(entry), `the local runtime does not know the setting ${unknown} of functions`);
  const handler = String(entry['handler']);
  const dot = handler.lastIndexOf('.');
  return {
    key,
    name: String(entry['name'] ?? name),
    // What is deployed is the bundle in dist/; Node runs the source as it is.
    module: handler.slice(0, dot).replace(/^dist\//, ''),
    exportName: handler.slice(dot + 1),
    role: roleOf(entry),
    timeoutSeconds: Number(entry['timeout'] ?? provider['timeout'] ?? 6),
    memoryMiB: Number(entry['memorySize'] ?? provider['memorySize'] ?? 1_024),
    reservedConcurrency: entry['reservedConcurrency'] === undefined ? undefined : Number(entry['reservedConcurrency']),
    environment: { ...(provider['environment'] as Section), ...(entry['environment'] as Section) },
    asynchronous: asynchronousOf(entry),
    events: (entry['events'] ?? []) as readonly Section[],
  };
};

/** The framework takes a logical id; the ARN of a role of the stack says the same. */
const roleOf = (entry: Section): string | undefined => {
  const role = entry['role'];
  if (role === undefined || typeof role === 'string') return role;
  const path = (role as Section)['Fn::GetAtt'];
  if (Array.isArray(path) && path[1] === 'Arn') return String(path[0]);
  throw refusal(placeOf(entry), `a role is the logical id of a role of this stack`);
};

const asynchronousOf = (entry: Section): AsynchronousSettings => {
  const { onSuccess, onFailure } = (entry['destinations'] ?? {}) as Section;
  const { maximumRetryAttempts, maximumEventAge } = entry;
  const given = { onSuccess: arnIn(onSuccess), onFailure: arnIn(onFailure), maximumRetryAttempts, maximumEventAge };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
};

/** A destination is an ARN, or `{ type, arn }`. */
const arnIn = (destination: TemplateValue | undefined): TemplateValue | undefined =>
  typeof destination === 'object' && destination !== null && 'arn' in destination
    ? (destination['arn'] as TemplateValue)
    : destination;

const resourcesOf = (section: TemplateValue | undefined): ReadonlyMap<string, ResourceEntry> => {
  const files = (Array.isArray(section) ? section : [section ?? {}]) as readonly Section[];
  const resources = files.flatMap((file) => Object.entries((file['Resources'] ?? {}) as Section));
  return new Map(
    resources.map(([id, resource]) => {
      const { Type, Properties, DependsOn, Condition } = resource as Section;
      if (Condition !== undefined) throw refusal(placeOf(resource), `conditions of resources are not understood`);
      const entry: ResourceEntry = {
        type: String(Type),
        place: placeOf(resource),
        dependsOn: [DependsOn ?? []].flat().map(String),
        properties: (Properties ?? {}) as Section,
      };
      return [id, entry] as const;
    }),
  );
};

/** The framework's logical id of a function: letters and digits kept, first letter raised, dashes spelled out. */
export const functionLogicalId = (key: string): string =>
  `${key.charAt(0).toUpperCase()}${key.slice(1).replaceAll('-', 'Dash').replaceAll('_', 'Underscore')}LambdaFunction`;
