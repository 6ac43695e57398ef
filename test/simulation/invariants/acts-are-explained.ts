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
    return {
      after: ({ service, operation, invocation, refused }) => {
        if (service !== 'dynamodb' || operation !== 'PutItem' || refused !== undefined) return;
        for (const { cluster, launches: entered } of scene.stored.ledgers.values())
          if (invocation?.decided.has(`${cluster} launch`))
            for (const { request } of entered) launches.add(request.clientToken);
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
