import { canary, canaryIn } from '../canaries.ts';
import type { Invariant, Seen } from '../scene.ts';

/** Where what people gave belongs: a definition goes to ECS as it is, and an intent waits where its operation finds it. */
const belongs = /^(?:RegisterTaskDefinition|DescribeTaskDefinition)$/;
/** What is to be run travels from the API to ECS, and is kept as part of the operation. */
const travels = /^(?:RunTask|StartExecution|Invoke)$/;
const ofOperations = /^(?:OPERATION|INTENT)/;

/** I11. In what our functions send anywhere; what they log and answer is given to `leakIn`. */
export const secretsStaySecret: Invariant = {
  name: 'secrets-stay-secret',
  promise: 'Secrets that people have planted are seen in no log, user data, tag, decision, event or error.',
  watch: (_scene, broken) => ({
    before: (seen) => {
      if (!seen.ours || belongs.test(seen.operation)) return;
      const leaked = canaryIn(textOf(seen));
      if (leaked !== undefined && !(leaked === canary('override') && isOnItsWay(seen)))
        broken(`${seen.service}:${seen.operation} by ${seen.role} carries ${leaked}`);
    },
  }),
};

const isOnItsWay = ({ operation, input }: Seen): boolean =>
  travels.test(operation) ||
  ofOperations.test(String(input.Item?.sk?.S)) ||
  ofOperations.test(String(input.Item?.pk?.S));

const textOf = ({ operation, input }: Seen): string => {
  if (operation === 'Invoke') return Buffer.from(input.Payload ?? '').toString();
  const userData = operation === 'RunInstances' ? Buffer.from(input.UserData ?? '', 'base64').toString() : '';
  return JSON.stringify(input) + userData;
};

/** The first canary in what a function has logged or answered. */
export const leakIn = (what: string, text: string): string | undefined => {
  const leaked = canaryIn(text);
  return leaked === undefined ? undefined : `${what} shows ${leaked}`;
};
