/** Variables of flows within flows. */
import type { JsonObject } from './json.ts';
import { type Problem, problem } from './problem.ts';

/**
 * "A variable assigned in an inner scope cannot have the same name as one assigned in an outer scope." Each branch of a
 * Parallel and the processor of a Map is a scope. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export const checkScopes = (flow: JsonObject, path = '', outer: ReadonlySet<string> = new Set()): Problem[] => {
  const states = Object.entries((flow['States'] ?? {}) as Readonly<Record<string, JsonObject>>);
  const assigned = states.flatMap(([state, fields]) =>
    assignsOf(fields).flatMap((assign) => Object.keys(assign).map((name) => ({ state, name }))),
  );
  const problems = assigned
    .filter(({ name }) => outer.has(name))
    .map(({ state, name }) =>
      problem(`${path}/States/${state}/Assign`, `The variable '${name}' is assigned in an outer scope as well`),
    );
  const scope = new Set([...outer, ...assigned.map(({ name }) => name)]);
  return [
    ...problems,
    ...states.flatMap(([state, fields]) =>
      innerFlows(fields).flatMap(([inner, place]) => checkScopes(inner, `${path}/States/${state}/${place}`, scope)),
    ),
  ];
};

/** Of the state itself, its rules and its catchers. */
const assignsOf = (state: JsonObject): readonly JsonObject[] =>
  [state, ...list(state['Choices']), ...list(state['Catch'])].flatMap(({ Assign }) => objectOrNothing(Assign));

const innerFlows = (state: JsonObject): readonly (readonly [flow: JsonObject, place: string])[] => [
  ...list(state['Branches']).map((branch, index) => [branch, `Branches[${index}]`] as const),
  ...objectOrNothing(state['ItemProcessor']).map((processor) => [processor, 'ItemProcessor'] as const),
];

const list = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.flatMap(objectOrNothing) : []);

const objectOrNothing = (value: unknown): readonly JsonObject[] =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? [value as JsonObject] : [];
