/** What the embedded Parameter Store remembers. */
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

export interface SsmState {
  /** The account's own parameters by name. */
  readonly parameters: Map<string, Parameter>;
  /** AWS's, which everybody can read: /aws/service/… */
  readonly publicParameters: Map<string, Parameter>;
}

export const newSsmState = (): SsmState => ({ parameters: new Map(), publicParameters: new Map() });

export const latestOf = (parameter: Parameter): ParameterVersion => parameter.versions.at(-1)!;
