/** A service in a sentence or two: how it is, what is in the way, what is done about it. Pure. */
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { ServiceView } from '../domain/snapshot.ts';
import type { StoredService } from '../domain/spec.ts';
import { inTheWay, type PlacementReport } from './explain-placement.ts';

export interface ServiceFacts {
  readonly kept: StoredService;
  readonly view: ServiceView | undefined;
  readonly tasks: { readonly desired: number; readonly running: number; readonly pending: number };
  /** Tasks that ECS would still have to place. */
  readonly lacking: number;
  readonly placement: PlacementReport | undefined;
  readonly paused: boolean;
  readonly rolledBack: string | undefined;
  readonly lastFailure: Diagnosis | undefined;
  readonly waitingFor: readonly string[];
  readonly underWay: readonly string[];
}

export const summaryOf = (facts: ServiceFacts): string =>
  [how(facts), obstacle(facts), ...trouble(facts), ...remedy(facts)].filter((sentence) => sentence !== '').join(' ');

const how = ({ kept, view, tasks, lacking, rolledBack }: ServiceFacts): string => {
  const { service, spec, deleting } = kept;
  if (deleting !== undefined) return `Service ${service} is being deleted; ${tasks.running} of its tasks still run.`;
  if (view === undefined) return `Service ${service} does not exist in ECS yet.`;
  const primary = view.deployments.find(({ status }) => status === 'PRIMARY');
  const counts = `${tasks.running} of ${tasks.desired} tasks${tasks.pending > 0 ? `, and ${tasks.pending} are starting` : ''}`;
  if (rolledBack !== undefined)
    return `Service ${service} was rolled back from ${spec.taskDefinition} to ${view.taskDefinition} and runs ${counts}: ${end(rolledBack)}`;
  if (spec.scheduling === 'REPLICA' && tasks.desired === 0) return `Service ${service} is parked: no task is wanted.`;
  if (view.deployments.length > 1 || primary?.rolloutState === 'IN_PROGRESS')
    return `Service ${service} is rolling out ${primary?.taskDefinition ?? spec.taskDefinition} and runs ${counts}.`;
  return lacking === 0 && tasks.pending === 0
    ? `Service ${service} runs ${counts} of ${view.taskDefinition}: nothing is in its way.`
    : `Service ${service} runs ${counts} of ${view.taskDefinition}.`;
};

const obstacle = ({ kept, placement, lacking }: ServiceFacts): string => {
  if (lacking === 0 || kept.deleting !== undefined) return '';
  if (placement === undefined) return `Its task definition ${kept.spec.taskDefinition} cannot be read.`;
  const { onHosts, ofHosts, placeable } = placement.fits;
  if (ofHosts === 0) return 'The cluster has no hosts to place a task on.';
  if (onHosts === 0) return `Another task fits on none of ${ofHosts} hosts now: ${inTheWay(placement)}.`;
  if (placeable < lacking)
    return `Of the ${lacking} that are lacking ${placeable} fit now, on ${onHosts} of ${ofHosts} hosts: ${inTheWay(placement)}.`;
  return `What is lacking fits on ${onHosts} of ${ofHosts} hosts now, so ECS can place it.`;
};

/** A failure is told while something is not well. */
const trouble = ({ lastFailure, lacking, rolledBack, waitingFor }: ServiceFacts): readonly string[] =>
  lastFailure === undefined || (lacking === 0 && rolledBack === undefined && waitingFor.length === 0)
    ? []
    : [`Its last task that failed: ${lower(lastFailure.summary)} ${lastFailure.hint}`];

const remedy = ({ underWay, waitingFor, lacking, paused }: ServiceFacts): readonly string[] => {
  if (paused) return ['The cluster is paused: nothing is changed until it is put without `paused`.'];
  if (lacking === 0 && waitingFor.length === 0) return [];
  const [first] = underWay;
  return first === undefined ? [] : [`Under way: ${end(first)}`];
};

const end = (sentence: string): string => `${sentence.replace(/\.$/, '')}.`;
const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
