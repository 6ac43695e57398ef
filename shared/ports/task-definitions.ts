/** ECS task definitions. A document is ECS's own JSON (RegisterTaskDefinition's input), never a shape of ours. */
export type TaskDefinitionDocument = Readonly<Record<string, unknown>>;
export interface RegisteredTaskDefinition {
  readonly family: string;
  readonly revision: number;
  readonly arn: string;
  readonly status: 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS';
  readonly registeredAt?: number;
  /** As ECS describes it, describe-only fields included. */
  readonly document: TaskDefinitionDocument;
  readonly tags: Readonly<Record<string, string>>;
}
export interface TaskDefinitionReads {
  /** `family` (newest ACTIVE revision) or `family:revision`. Undefined when ECS does not know it. */
  find(reference: string): Promise<RegisteredTaskDefinition | undefined>;
  families(): Promise<readonly string[]>;
}
export interface TaskDefinitions extends TaskDefinitionReads {
  /** At least once; harmless, because the content is compared first. */
  register(document: TaskDefinitionDocument): Promise<RegisteredTaskDefinition>;
  /** `family:revision`, newest first. */
  revisions(family: string, limit: number): Promise<readonly string[]>;
  /** Deregistering what is INACTIVE is success. */
  deregister(reference: string): Promise<RegisteredTaskDefinition | undefined>;
}
