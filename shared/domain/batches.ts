/** Which actions are carried out together: by one write of a ledger, or one call for many hosts. Pure. */
import type { Action } from './action.ts';

/**
 * The same actions in batches. Actions about one host keep their order, and nothing about a host is moved past what is about
 * a group, a service or the cluster. One host after the other would cost a call and a write each: AWS throttles by calls.
 */
export const inBatches = (actions: readonly Action[]): readonly (readonly Action[])[] => {
  const batches: Action[][] = [];
  for (let left = actions; left.length > 0; ) {
    const [batch, rest] = firstBatch(left);
    batches.push(batch);
    left = rest;
  }
  return batches;
};

const firstBatch = ([first, ...others]: readonly Action[]): readonly [batch: Action[], rest: Action[]] => {
  const batch = first === undefined ? [] : [first];
  const kind = first === undefined ? undefined : kindOf(first);
  if (kind === undefined) return [batch, others];
  const rest: Action[] = [];
  const waiting = new Set<string>();
  let barred = false;
  for (const action of others) {
    const other = kindOf(action);
    barred ||= other === undefined;
    if (!barred && other === kind && !waiting.has(action.subject)) batch.push(action);
    else {
      waiting.add(action.subject);
      rest.push(action);
    }
  }
  return [batch, rest];
};

/**
 * What can be done together. ECS has no call that deregisters or stops several: such a batch is done one by one, and what
 * comes after it can be done together all the same.
 */
const kindOf = (action: Action): string | undefined => {
  switch (action.type) {
    case 'enter-disruption':
    case 'close-disruption':
      return `ledger of ${action.group}`;
    case 'terminate':
    case 'deregister':
    case 'stop-task':
      return action.type;
    case 'set-status':
      return `set-status ${action.status}`;
    default:
      return undefined;
  }
};
