/** Operators and subjects of the cluster query language, and which go together. */
export type Operator = '==' | '!=' | '>' | '>=' | '<' | '<=' | 'exists' | '!exists' | 'in' | '!in' | '=~' | '!~';

/** Spellings, the longer before those that they begin with. */
export const spellings: readonly (readonly [spelling: string, operator: Operator])[] = [
  ['not_equals', '!='],
  ['greater_than_equal', '>='],
  ['greater_than', '>'],
  ['less_than_equal', '<='],
  ['less_than', '<'],
  ['not_exists', '!exists'],
  ['not_in', '!in'],
  ['not_matches', '!~'],
  ['equals', '=='],
  ['exists', 'exists'],
  ['in', 'in'],
  ['matches', '=~'],
  ['!exists', '!exists'],
  ['!in', '!in'],
  ['==', '=='],
  ['!=', '!='],
  ['>=', '>='],
  ['<=', '<='],
  ['>', '>'],
  ['<', '<'],
  ['=~', '=~'],
  ['!~', '!~'],
];

const inText: readonly Operator[] = ['==', '!=', 'in', '!in', '=~', '!~'];
const inOrder: readonly Operator[] = ['==', '!=', '>', '>=', '<', '<='];

const valid: Readonly<Record<string, readonly Operator[]>> = {
  agentConnected: inText,
  agentVersion: inOrder,
  ec2InstanceId: inText,
  registeredAt: inOrder,
  runningTasksCount: inOrder,
  'task:group': inText,
};

/** The operators of a subject; all of them for attributes, undefined for what is no subject. */
export const operatorsOf = (subject: string): readonly Operator[] | undefined => {
  if (/^attribute:./.test(subject)) return [...new Set(spellings.map(([, operator]) => operator))];
  return Object.hasOwn(valid, subject) ? valid[subject] : undefined;
};

export const subjects: readonly string[] = ['attribute:<name>', ...Object.keys(valid)];
