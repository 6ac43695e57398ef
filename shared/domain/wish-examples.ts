/** The smallest useful input of each workflow: to be pasted into the console, and shown to whoever pasted something else. */
import type { WishKind } from './wish.ts';

export const wishExamples: Readonly<Record<WishKind, object>> = {
  'provision-cluster': { cluster: 'my-cluster', groups: [{ name: 'main', count: 3, instanceTypes: ['t3.medium'] }] },
  'delete-cluster': { cluster: 'my-cluster', cascade: false },
  'deploy-service': { cluster: 'my-cluster', service: 'ransom', taskDefinition: 'ransom', desiredCount: 2 },
  'delete-service': { cluster: 'my-cluster', service: 'ransom' },
  'replace-host': { cluster: 'my-cluster', host: 'i-0123456789abcdef0' },
  'change-host': { cluster: 'my-cluster', host: 'i-0123456789abcdef0', change: 'drain' },
  'run-task': { cluster: 'my-cluster', taskDefinition: 'ransom', count: 3 },
  'stop-task': { cluster: 'my-cluster', task: '0123456789abcdef0123456789abcdef' },
};
