/** How an ECS service differs from what is wanted of it. */
import { type Constraint, constraintsOf, type Strategy, strategiesOf } from './placement.ts';
import type { ServiceView } from './snapshot.ts';
import type { ServiceSpec, TaskNetwork } from './spec.ts';

/** In words, such as "task definition web:1 → web:2"; empty when nothing differs. */
export const serviceDifferences = (
  view: ServiceView,
  spec: ServiceSpec,
  constraints: readonly Constraint[],
): readonly string[] => {
  const { deployment } = spec;
  const replica = spec.scheduling === 'REPLICA';
  return [
    ...changed('task definition', view.taskDefinition, spec.taskDefinition),
    ...(replica ? changed('desired count', view.desired, spec.desiredCount) : []),
    ...changed('minimum healthy percent', view.minimumHealthyPercent, deployment.minimumHealthyPercent),
    ...changed('maximum percent', view.maximumPercent, deployment.maximumPercent),
    ...changed('circuit breaker', view.circuitBreaker, deployment.circuitBreaker),
    ...(replica && !sameStrategies(view.placementStrategies, strategiesOf(spec.placement)) ? ['placement'] : []),
    ...(sameConstraints(view.placementConstraints, constraintsOf(spec.placement, constraints))
      ? []
      : ['placement constraints']),
    ...(spec.network === undefined || sameNetwork(view.network, spec.network) ? [] : ['network']),
  ];
};

const changed = <Value>(what: string, before: Value, after: Value): readonly string[] =>
  before === after ? [] : [`${what} ${before} → ${after}`];

type Given = { readonly type: string; readonly field?: string };

/** ECS spreads a service without strategies over the zones, and some answers show that as its own. */
const sameStrategies = (current: readonly Given[], wanted: readonly Strategy[]): boolean => {
  const text = (list: readonly Given[]) =>
    list.map(({ type, field = '' }) => `${type}:${field === 'host' ? 'instanceid' : field.toLowerCase()}`).join();
  return (
    text(current) === text(wanted) ||
    (wanted.length === 0 && text(current) === 'spread:attribute:ecs.availability-zone')
  );
};

const sameConstraints = (
  current: readonly { readonly type: string; readonly expression?: string }[],
  wanted: readonly Constraint[],
): boolean => {
  const text = (list: readonly { readonly type: string; readonly expression?: string }[]) =>
    list
      .map(({ type, expression = '' }) => `${type}:${expression}`)
      .sort()
      .join('\n');
  return text(current) === text(wanted);
};

const sameNetwork = (current: TaskNetwork | undefined, wanted: TaskNetwork): boolean => {
  const text = ({ subnets, securityGroups }: TaskNetwork) =>
    JSON.stringify([subnets.toSorted(), securityGroups.toSorted()]);
  return current !== undefined && text(current) === text(wanted);
};
