/** What is remembered of rollouts that ECS gave up on. */
import type { History } from './history.ts';
import { own } from './own.ts';
import type { Situation } from './situation.ts';

/** ECS's circuit breaker has gone back to another revision: asking for this one again would fail again. */
export const rolledBack = ({ services, world, history }: Situation): History['rolledBack'] =>
  Object.fromEntries(
    services.flatMap((service) => {
      const before = own(history.rolledBack, service.service);
      if (before?.generation === service.generation) return [[service.service, before]];
      const failed = world.services
        .find(({ name }) => name === service.service)
        ?.deployments.find(
          ({ taskDefinition, rolloutState, createdAt }) =>
            taskDefinition === service.spec.taskDefinition &&
            rolloutState === 'FAILED' &&
            createdAt >= service.writtenAt,
        );
      if (failed === undefined) return [];
      const reason = failed.rolloutStateReason ?? `the deployment of ${failed.taskDefinition} failed`;
      return [[service.service, { generation: service.generation, reason }]];
    }),
  );
