import { clusterIn, type Invariant } from '../scene.ts';

/** By which actions of decisions a call is explained. */
const explainedBy: Readonly<Record<string, readonly string[]>> = {
  RunInstances: ['launch'],
  TerminateInstances: ['terminate'],
  DeregisterContainerInstance: ['deregister'],
  UpdateContainerInstancesState: ['set-status'],
  CreateService: ['create-service'],
  UpdateService: ['update-service', 'nudge-service'],
  DeleteService: ['delete-service'],
  StopTask: ['stop-task'],
  SendCommand: ['restart-agent'],
  CreateCluster: ['create-cluster'],
  DeleteCluster: ['delete-cluster'],
};

/** I12. A launch that is sent again was decided when it was entered, and then perhaps never arrived. */
export const actsAreExplained: Invariant = {
  name: 'acts-are-explained',
  promise: 'Each call of the reconcile that changes something has a decision, written before it, that says why.',
  watch: (scene, broken) => {
    const launches = new Set<string>();
    const openLaunches = (cluster: string): readonly string[] =>
      [...scene.stored.ledgers.values()]
        .filter((ledger) => ledger.cluster === cluster)
        .flatMap(({ launches: entered }) => entered.filter(({ state }) => state === 'open'))
        .map(({ request }) => request.clientToken);
    return {
      after: ({ service, operation, input, refused }) => {
        const { pk, sk, body } = input.Item ?? {};
        if (service !== 'dynamodb' || operation !== 'PutItem' || refused !== undefined) return;
        if (!String(sk?.S).startsWith('DECISION#') || JSON.parse(body.S).action !== 'launch') return;
        for (const token of openLaunches(pk.S.replace('CLUSTER#', ''))) launches.add(token);
      },
      before: (seen) => {
        const actions = explainedBy[seen.operation];
        if (!seen.ours || !seen.changes || actions === undefined || seen.role !== 'OnReconcileDue') return;
        const cluster = clusterIn(scene, seen);
        const token: unknown = seen.input.ClientToken;
        if (typeof token === 'string' && launches.has(token)) return;
        if (actions.some((action) => seen.invocation?.decided.has(`${cluster} ${action}`))) return;
        broken(`no decision of ${cluster} explains its ${seen.operation}`);
      },
    };
  },
};
