import { AppError } from '../domain/errors.ts';
import { constraintsOf, strategiesOf } from '../domain/placement.ts';
import { groupConstraints, needsIn } from '../domain/task-policy.ts';
import type { RunTask } from '../domain/wish.ts';
import { placeTasks } from '../ecs/placement.ts';
import { taskRequirements } from '../ecs/requirements.ts';
import type { PlannedChange } from '../ports/planner.ts';
import { openCluster } from './change-cluster.ts';
import { readCapacities } from './read-capacities.ts';
import type { ReadingPorts } from './reconcile-ports.ts';

/** Where ECS would find room for tasks now. ECS chooses itself: this says how many fit, not on which hosts they will be. */
export const foreseePlacement = async (wish: RunTask, ports: ReadingPorts): Promise<PlannedChange> => {
  const { spec } = await openCluster(wish.cluster, ports);
  const definition = await ports.taskDefinitions.find(wish.taskDefinition);
  if (definition === undefined)
    throw new AppError('TaskDefinitionNotFound', `There is no task definition ${wish.taskDefinition}.`);
  const requirements = taskRequirements(definition.document, wish.overrides);
  const { placed, failures } = placeTasks(
    {
      requirements,
      group: `family:${definition.family}`,
      hosts: await readCapacities(wish.cluster, requirements, ports),
      constraints: constraintsOf(wish.placement, groupConstraints(spec, needsIn(requirements))),
      strategies: strategiesOf(wish.placement),
      // Of hosts that are equally good the first.
      random: () => 0,
    },
    wish.count,
  );
  const lacking = wish.count - placed.length;
  return {
    changes: [{ pointer: '/tasks', before: 0, after: placed.length }],
    actions: [],
    warnings: [
      ...(lacking > 0 ? [`${lacking} of ${wish.count} tasks fit on no host now`] : []),
      ...failures.flatMap(({ host, unmet }) => (unmet[0] === undefined ? [] : [`${host}: ${unmet[0].detail}`])),
    ],
  };
};
