/** What must hold of one state. */
import { checkFlow, targets } from './check.ts';
import { checkRecovery } from './check-recovery.ts';
import { stateTypes } from './definition.ts';
import { expressionIn } from './evaluate.ts';
import { type Json, type JsonObject, typeName } from './json.ts';
import { type Problem, problem, required } from './problem.ts';
import { readResource } from './resource.ts';
import { readTimestamp } from './timestamp.ts';

/** Fields of each type beyond Type, Comment and QueryLanguage. https://states-language.net/spec.html#toplevelfields */
const fields: Readonly<Record<(typeof stateTypes)[number], readonly string[]>> = {
  Pass: ['Next', 'End', 'Output', 'Assign'],
  Task: [
    'Next',
    'End',
    'Output',
    'Assign',
    'Resource',
    'Arguments',
    'TimeoutSeconds',
    'HeartbeatSeconds',
    'Retry',
    'Catch',
  ],
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Wait: ['Next', 'End', 'Output', 'Assign', 'Seconds', 'Timestamp'],
  Map: [
    'Next',
    'End',
    'Output',
    'Assign',
    'Items',
    'ItemSelector',
    'ItemProcessor',
    'MaxConcurrency',
    'Retry',
    'Catch',
  ],
  Parallel: ['Next', 'End', 'Output', 'Assign', 'Arguments', 'Branches', 'Retry', 'Catch'],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
};

type Siblings = Readonly<Record<string, JsonObject>>;

export const checkState = (
  name: string,
  state: JsonObject,
  siblings: Siblings,
  path: string,
  names: Set<string>,
): Problem[] => {
  if (typeName(state) !== 'object') return [problem(path, 'Value is not an object')];
  const type = stateTypes.find((known) => known === state['Type']);
  if (type === undefined)
    return [problem(`${path}/Type`, `The field 'Type' should have one of these values: [${stateTypes.join(', ')}]`)];
  const language = state['QueryLanguage'];
  const known = ['Type', 'Comment', 'QueryLanguage', ...fields[type]];
  return [
    ...(language === undefined || language === 'JSONata'
      ? []
      : [problem(path, `'QueryLanguage' can not be '${language}' if set to 'JSONata' for whole state machine`)]),
    ...Object.keys(state)
      .filter((field) => !known.includes(field))
      .map((field) => problem(`${path}/${field}`, `Field '${field}' is not supported`)),
    ...transition(name, state, type, path),
    ...targets(state)
      .filter((target) => siblings[target] === undefined)
      .map((target) => problem(path, `Missing 'Next' target: ${target}`, 'MISSING_TRANSITION_TARGET')),
    ...(checks[type]?.(state, path, names) ?? []),
    ...checkRecovery(state, path),
    ...assignments(state, path),
  ];
};

const transition = (name: string, state: JsonObject, type: (typeof stateTypes)[number], path: string): Problem[] => {
  if (!fields[type].includes('Next')) return [];
  const next = typeof state['Next'] === 'string';
  if (next !== (state['End'] === true)) return [];
  return [problem(path, `State "${name}" must have exactly one of 'Next' and 'End'`)];
};

const checks: Partial<
  Record<(typeof stateTypes)[number], (state: JsonObject, path: string, names: Set<string>) => Problem[]>
> = {
  Task: (state, path) => {
    const { Resource: resource } = state;
    if (resource === undefined) return [required(path, 'Resource')];
    if (typeof resource === 'string' && readResource(resource) !== undefined) return limits(state, path);
    return [
      problem(
        `${path}/Resource`,
        `The resource provided ${resource} is not recognized: the embedded AWS runs lambda:invoke and sqs:sendMessage, both with .waitForTaskToken too, and ARNs of Lambda functions`,
      ),
    ];
  },
  Choice: ({ Choices: rules }, path) => {
    if (!Array.isArray(rules) || rules.length === 0) return [problem(`${path}/Choices`, 'Value cannot be empty')];
    return rules.flatMap((rule: JsonObject, index) =>
      ['Condition', 'Next']
        .filter((field) => rule[field] === undefined)
        .map((field) => required(`${path}/Choices[${index}]`, field)),
    );
  },
  Wait: ({ Seconds: seconds, Timestamp: timestamp }, path) => {
    if ((seconds === undefined) === (timestamp === undefined))
      return [problem(path, "A Wait state must have exactly one of 'Seconds' and 'Timestamp'")];
    const isLiteral = typeof timestamp === 'string' && expressionIn(timestamp) === undefined;
    return isLiteral && Number.isNaN(readTimestamp(timestamp))
      ? [problem(`${path}/Timestamp`, 'String does not match RFC3339 timestamp')]
      : [];
  },
  Map: ({ ItemProcessor: processor }, path, names) => {
    if (processor === undefined) return [required(path, 'ItemProcessor')];
    const { Mode: mode = 'INLINE' } = ((processor as JsonObject)['ProcessorConfig'] ?? {}) as JsonObject;
    return [
      ...(mode === 'INLINE'
        ? []
        : [problem(`${path}/ItemProcessor/ProcessorConfig`, 'The embedded AWS runs only INLINE processors')]),
      ...checkFlow(processor as JsonObject, `${path}/ItemProcessor`, names),
    ];
  },
  Parallel: ({ Branches: branches }, path, names) => {
    if (!Array.isArray(branches) || branches.length === 0)
      return [problem(`${path}/Branches`, 'Value cannot be empty')];
    return branches.flatMap((branch: JsonObject, index) => checkFlow(branch, `${path}/Branches[${index}]`, names));
  },
};

/** "HeartbeatSeconds … must be smaller than … TimeoutSeconds" (https://states-language.net/spec.html#task-state). */
const limits = ({ TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat }: JsonObject, path: string): Problem[] => {
  if (typeof timeout !== 'number' || typeof heartbeat !== 'number' || heartbeat < timeout) return [];
  return [problem(path, "The value of 'HeartbeatSeconds' must be smaller than that of 'TimeoutSeconds'")];
};

const assignments = (state: JsonObject, path: string): Problem[] => {
  const places: readonly (readonly [string, Json | undefined])[] = [
    [path, state['Assign']],
    ...['Choices', 'Catch'].flatMap((field) =>
      ((state[field] ?? []) as JsonObject[]).map(
        (entry, index) => [`${path}/${field}[${index}]`, entry['Assign']] as const,
      ),
    ),
  ];
  return places.flatMap(([at, assign]) =>
    Object.keys((assign ?? {}) as JsonObject).flatMap((name) => {
      if (name === 'states') return [problem(`${at}/Assign`, "'states' is a reserved variable name")];
      return variableName.test(name) ? [] : [problem(`${at}/Assign`, `'${name}' is not a valid variable name`)];
    }),
  );
};

/** Unicode identifiers of at most 80 characters. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
const variableName = /^\p{ID_Start}[\p{ID_Continue}\u200c\u200d]{0,79}$/u;
