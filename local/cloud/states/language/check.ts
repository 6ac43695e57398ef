/** Checks a definition before anything is made of it, and says all that is wrong with it at once. */
import jsonata from 'jsonata';
import { checkScopes } from './check-scopes.ts';
import { checkState } from './check-state.ts';
import type { Definition, Flow } from './definition.ts';
import { expressionIn } from './evaluate.ts';
import { type Json, type JsonObject, typeName } from './json.ts';
import { type Problem, problem } from './problem.ts';

/**
 * The definition, or why it is none. Codes and words are those of CreateStateMachine and ValidateStateMachineDefinition.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html
 */
export const checkDefinition = (
  text: string,
): { readonly definition: Definition } | { readonly problems: readonly Problem[] } => {
  if (text.trim() === '') return notAnObject;
  let parsed: Json;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { problems: [{ code: 'INVALID_JSON_DESCRIPTION', message: (error as Error).message, path: '' }] };
  }
  if (typeName(parsed) !== 'object') return notAnObject;
  const machine = parsed as JsonObject;
  const problems = [
    ...machineFields(machine),
    ...checkFlow(machine, '', new Set()),
    ...checkScopes(machine),
    ...expressions(machine, ''),
  ];
  return problems.length === 0 ? { definition: machine as unknown as Definition } : { problems };
};

const notAnObject = { problems: [problem('', 'Definition must be a valid JSON object')] };

const machineFields = (machine: JsonObject): Problem[] => {
  const { QueryLanguage: language, TimeoutSeconds: timeout } = machine;
  const problems: Problem[] = [];
  if (language !== 'JSONata')
    problems.push(
      problem(
        '/QueryLanguage',
        "The embedded AWS understands only state machines whose 'QueryLanguage' is 'JSONata'; JSONPath is not supported",
      ),
    );
  if (timeout !== undefined && !(Number.isInteger(timeout) && (timeout as number) > 0))
    problems.push(problem('/TimeoutSeconds', 'Value is not a positive integer'));
  return problems;
};

/** Start and states of a flow, its nested flows included. State names are unique in the whole machine. */
export const checkFlow = (flow: JsonObject, path: string, names: Set<string>): Problem[] => {
  const missing = ['States', 'StartAt'].filter((field) => flow[field] === undefined);
  if (missing.length > 0) return [problem(path || '/', `These fields are required: [${missing.join(', ')}]`)];
  if (typeName(flow['States']!) !== 'object') return [problem(`${path}/States`, 'Value is not an object')];
  const states = flow['States'] as Readonly<Record<string, JsonObject>>;
  const problems = Object.entries(states).flatMap(([name, state]) => {
    const duplicate = names.has(name);
    names.add(name);
    return [
      ...(duplicate
        ? [problem(`${path}/States/${name}`, `Duplicate state name: ${name}`, 'DUPLICATE_STATE_NAME')]
        : []),
      ...(name.length > 80 ? [problem(`${path}/States/${name}`, 'A state name has at most 80 characters')] : []),
      ...checkState(name, state, states, `${path}/States/${name}`, names),
    ];
  });
  return [...problems, ...(problems.length === 0 ? reachability(flow as unknown as Flow, path) : [])];
};

const reachability = (flow: Flow, path: string): Problem[] => {
  const missing = 'MISSING_TRANSITION_TARGET';
  if (flow.States[flow.StartAt] === undefined)
    return [problem(`${path}/StartAt`, `Missing 'StartAt' target: ${flow.StartAt}`, missing)];
  const seen = new Set<string>();
  const toVisit = [flow.StartAt];
  for (let name = toVisit.pop(); name !== undefined; name = toVisit.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    toVisit.push(...targets(flow.States[name] as unknown as JsonObject));
  }
  return Object.keys(flow.States)
    .filter((name) => !seen.has(name))
    .map((name) => problem(`${path}/States/${name}`, `State "${name}" is not reachable.`, missing));
};

/** Names of the states that may come after a state. */
export const targets = (state: JsonObject): string[] => {
  const rules = [...((state['Choices'] ?? []) as JsonObject[]), ...((state['Catch'] ?? []) as JsonObject[])];
  return [state['Next'], state['Default'], ...rules.map((rule) => rule['Next'])].filter(
    (name) => typeof name === 'string',
  );
};

/** Every `{% … %}` in the machine must at least be JSONata. */
const expressions = (value: Json, path: string): Problem[] => {
  if (typeof value === 'string') {
    const expression = expressionIn(value);
    if (expression === undefined) return [];
    try {
      jsonata(expression);
      return [];
    } catch (error) {
      return [problem(path, `The JSONata expression '${expression}' is invalid: ${(error as Error).message}`)];
    }
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => expressions(member, `${path}/${key}`));
};
