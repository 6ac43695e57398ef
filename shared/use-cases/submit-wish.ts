import type { Wish } from '../domain/wish.ts';
import type { Wake } from '../ports/wake.ts';
import { type WishWritten, type WriteWishPorts, writeWish } from './write-wish.ts';

export interface SubmittedWish extends WishWritten {
  /** Only what is observed after this time says anything about the wish. */
  readonly since: number;
  /** When to stop watching. */
  readonly deadline: number;
}

/** Writes the wish down and asks the one writer to look. Repeating it is harmless. */
export const submitWish = async (
  wish: Wish,
  operation: string,
  requestedAt: number,
  ports: WriteWishPorts & { readonly wake: Wake },
): Promise<SubmittedWish> => {
  const written = await writeWish(wish, operation, ports, requestedAt);
  const since = ports.clock.now();
  const seconds = await patienceSeconds(wish, ports);
  if (wish.kind !== 'run-task')
    await ports.wake.wake({ cluster: wish.cluster, cause: `${wish.kind} ${operation}`, sentAt: since });
  return { ...written, since, deadline: since + seconds * 1_000 };
};

/** How long a wish may take. What is done to a host may wait for its drain, and for the disruptions before it. */
const patienceSeconds = async (wish: Wish, { clusterSpecs }: WriteWishPorts): Promise<number> => {
  switch (wish.kind) {
    case 'provision-cluster':
    case 'delete-cluster':
    case 'deploy-service':
      return 3_600;
    case 'delete-service':
      return 1_800;
    case 'stop-task':
      return 900;
    case 'run-task':
      return wish.timeoutSeconds;
    case 'replace-host':
    case 'change-host': {
      const policy = (await clusterSpecs.read(wish.cluster))?.spec.policy;
      return 1_800 + (wish.deadlineSeconds ?? policy?.drainDeadlineSeconds ?? 0);
    }
  }
};
