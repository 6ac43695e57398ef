/** What the embedded Systems Manager remembers: parameters, documents, managed nodes and commands. */
import type { CommandState } from './command-state.ts';
import type { DocumentRecord } from './documents/document.ts';

export type ParameterKind = 'String' | 'StringList' | 'SecureString';
export type Tier = 'Standard' | 'Advanced';

export interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterKind;
  readonly value: string;
  readonly tier: Tier;
  readonly dataType: string;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  /** Only of SecureString parameters. */
  readonly keyId: string | undefined;
  readonly modified: Date;
  /** ARN of the caller. */
  readonly modifiedBy: string;
  /** A label is on one version of a parameter at a time. */
  readonly labels: Set<string>;
}

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  /** Oldest first; never empty. */
  readonly versions: ParameterVersion[];
  readonly tags: Map<string, string>;
}

/** An EC2 instance whose agent has registered with Systems Manager. */
export interface ManagedNode {
  readonly instanceId: string;
  readonly registeredAt: number;
  lastPingAt: number;
  /** Since when Systems Manager does not hear of it. */
  lostAt: number | undefined;
  /** What Systems Manager has for its agent while that is away, oldest first. */
  readonly inbox: (() => void)[];
}

export interface SsmState extends CommandState {
  /** The account's own parameters, by `keyOf` their names. */
  readonly parameters: Map<string, Parameter>;
  /** AWS's, which everybody can read: /aws/service/… */
  readonly publicParameters: Map<string, Parameter>;
  /** The account's and AWS's own, by name. */
  readonly documents: Map<string, DocumentRecord>;
  /** Agents that run, by instance id, with the boot in which they were started. */
  readonly agents: Map<string, number>;
  /** By instance id. */
  readonly nodes: Map<string, ManagedNode>;
  /** By fault: instances whose agent is broken. */
  readonly brokenAgents: Set<ReadonlySet<string>>;
  /** Whether the agents are being heard. */
  listening: boolean;
}

export const newSsmState = (): SsmState => ({
  parameters: new Map(),
  publicParameters: new Map(),
  documents: new Map(),
  agents: new Map(),
  nodes: new Map(),
  brokenAgents: new Set(),
  listening: false,
  commands: new Map(),
});

export const latestOf = (parameter: Parameter): ParameterVersion => parameter.versions.at(-1)!;
