/** What a Command document is. https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html */
import type { DocumentFormat } from '@aws-sdk/client-ssm';

export interface DocumentRecord {
  readonly name: string;
  /** The account, or `Amazon`. */
  readonly owner: string;
  readonly createdAt: number;
  readonly targetType: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  /** Oldest first; their numbers count from 1. */
  readonly versions: DocumentVersion[];
  defaultVersion: number;
}

export interface DocumentVersion {
  readonly number: number;
  readonly name: string | undefined;
  readonly createdAt: number;
  /** As it was given. */
  readonly text: string;
  readonly format: DocumentFormat;
  readonly content: DocumentContent;
}

export interface DocumentContent {
  readonly schemaVersion: string;
  readonly description: string | undefined;
  readonly parameters: Readonly<Record<string, DocumentParameter>>;
  readonly steps: readonly Step[];
}

export interface DocumentParameter {
  readonly type: 'String' | 'StringList';
  readonly description: string | undefined;
  /** Absent: it must be given. */
  readonly defaultValue: readonly string[] | undefined;
  readonly allowedValues: readonly string[] | undefined;
  readonly allowedPattern: string | undefined;
}

/** `aws:runShellScript`. Texts may refer to parameters: `{{ name }}`. */
export interface Step {
  readonly action: 'aws:runShellScript';
  readonly name: string;
  readonly runCommand: readonly string[];
  readonly timeoutSeconds: string | undefined;
  readonly workingDirectory: string | undefined;
}
