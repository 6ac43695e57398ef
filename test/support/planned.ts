/** Plans in short, for tables of expectations. */
import type { Action } from '../../shared/domain/action.ts';
import { plan } from '../../shared/domain/plan.ts';
import { aSituation, type HostSketch, type Sketch } from './situations.ts';

export interface PlanCase {
  readonly reason: string;
  readonly sketch: Sketch;
  readonly actions: readonly string[];
}

/** Actions in one line each: `launch 1 us-east-1a`, `terminate i-1`, `enter i-1 draining`. */
export const inShort = (action: Action): string => {
  switch (action.type) {
    case 'launch':
      return `launch ${action.launch.request.count} ${action.launch.request.instanceType} ${action.launch.request.availabilityZone}`;
    case 'enter-disruption':
      return `enter ${action.disruption.host} ${action.disruption.kind} ${action.disruption.stage}`;
    case 'close-disruption':
      return `close ${action.host}`;
    case 'set-status':
      return `${action.status} ${action.containerInstance.split('/').at(-1)}`;
    case 'terminate':
      return `terminate ${action.host}`;
    case 'deregister':
      return `deregister ${action.containerInstance.split('/').at(-1)}`;
    case 'write-config':
    case 'forget-group':
      return `${action.type} ${action.group}`;
    default:
      return `${action.type} ${action.subject}`;
  }
};
export const planned = (sketch: Sketch): readonly string[] => plan(aSituation(sketch)).actions.map(inShort);

/** A host in each of three zones. */
export const three: readonly HostSketch[] = [
  { id: 'i-1', zone: 'a' },
  { id: 'i-2', zone: 'b' },
  { id: 'i-3', zone: 'c' },
];
