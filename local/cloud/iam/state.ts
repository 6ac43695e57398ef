/** What the embedded IAM remembers: roles, instance profiles, and whose the access keys are. */
export interface Role {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly created: Date;
  readonly trustPolicy: string;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
  readonly tags: Map<string, string>;
  /** Attached managed policies, by ARN. */
  readonly attached: Set<string>;
  /** Inline policies: documents by name. */
  readonly inline: Map<string, string>;
}

export interface InstanceProfile {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly created: Date;
  readonly tags: Map<string, string>;
  /** At most one, by name: an instance profile holds a single role. */
  role: string | undefined;
}

export interface IamState {
  readonly roles: Map<string, Role>;
  readonly instanceProfiles: Map<string, InstanceProfile>;
  /** Whose an access key id is. Keys that nobody registered belong to the role `local`. */
  readonly accessKeys: Map<string, { readonly role: string; readonly session: string }>;
}

export const newIamState = (): IamState => ({
  roles: new Map(),
  instanceProfiles: new Map(),
  accessKeys: new Map(),
});
