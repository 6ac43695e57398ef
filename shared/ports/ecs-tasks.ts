import type { TaskView } from '../domain/snapshot.ts';
import type { PlacementSpec, TaskNetwork } from '../domain/spec.ts';
import type { TaskOverrides } from '../domain/wish.ts';

/** ECS tasks. */
export interface EcsTaskReads {
  /** Tasks whose desired status is RUNNING or, if asked, those recently STOPPED (ECS shows them for an hour). */
  tasks(cluster: string, query: TaskQuery): Promise<readonly TaskView[]>;
  /** Tasks by id or ARN; unknown ones are absent from the answer. */
  describe(cluster: string, ids: readonly string[]): Promise<readonly TaskView[]>;
}
export interface EcsTasks extends EcsTaskReads {
  /**
   * RunTask, at most 10 at once. Repeating the request (same clientToken) answers with the same tasks for 24 h. A 200 with
   * only failures is a definite answer, not an error.
   */
  run(request: RunRequest): Promise<RunOutcome>;
  /** Stopping what is stopped is success; `unknown` when ECS does not know the task (any more). */
  stop(cluster: string, task: string, reason: string): Promise<'stopping' | 'unknown'>;
}
export interface TaskQuery {
  readonly status: 'RUNNING' | 'STOPPED';
  readonly service?: string;
  readonly startedBy?: string;
  readonly containerInstance?: string;
  readonly family?: string;
}
export interface RunRequest {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly count: number;
  readonly group: string;
  readonly startedBy: string;
  readonly placement: PlacementSpec;
  /** Further constraints of ours, such as the groups whose policy allows the task. */
  readonly constraints: readonly { readonly type: 'memberOf'; readonly expression: string }[];
  readonly network?: TaskNetwork;
  readonly overrides?: TaskOverrides;
  readonly tags: Readonly<Record<string, string>>;
  readonly clientToken: string;
}
export interface RunOutcome {
  readonly started: readonly TaskView[];
  /** ECS's own words, such as RESOURCE:MEMORY or AGENT, with the container instance where it names one. */
  readonly failures: readonly { readonly reason: string; readonly arn?: string; readonly detail?: string }[];
}
