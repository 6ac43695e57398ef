import type { Rule } from './rule.ts';

/** What people asked for that is neither a spec nor a disruption. Carried out once: the demand goes with it. */
export const demandsMet: Rule = {
  name: 'demands-met',
  find: ({ demands }) => ({
    actions: demands.map((demand) => ({
      type: 'stop-task',
      task: demand.task,
      why: demand.reason,
      demand,
      reason: `task ${demand.task} is to be stopped: ${demand.reason}`,
      rule: 'demands-met',
      subject: demand.task,
      cause: 'requested',
      operation: demand.operation,
    })),
  }),
};
