/** What AWS's published models say about input beside its types: the form of this folder's data files. */

/** The constraints of one service, as `generate.ts` writes them. */
export interface Constraints {
  /** Which models these are. */
  readonly origin: string;
  /** The input shape of each operation; empty where nothing is constrained. */
  readonly operations: Readonly<Record<string, string>>;
  /** By name; only those in which something is constrained. */
  readonly shapes: Readonly<Record<string, ShapeConstraints>>;
}

export interface ShapeConstraints {
  /** Of numbers the value, of all others the length. */
  readonly min?: number;
  readonly max?: number;
  /** Java's regular expression for the whole value. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** A number without fraction, of so many bits: 32 or 64. */
  readonly whole?: number;
  /** The value is not repeated in errors. */
  readonly sensitive?: boolean;
  /** Names of shapes: by member, of the items of a list, of the keys and values of a map. */
  readonly members?: Readonly<Record<string, string>>;
  readonly item?: string;
  readonly key?: string;
  readonly value?: string;
}

const files: Readonly<Record<string, () => Promise<{ readonly default: Constraints }>>> = {
  ec2: () => import('./ec2.json', { with: { type: 'json' } }),
  ecs: () => import('./ecs.json', { with: { type: 'json' } }),
  eventbridge: () => import('./eventbridge.json', { with: { type: 'json' } }),
  iam: () => import('./iam.json', { with: { type: 'json' } }),
  lambda: () => import('./lambda.json', { with: { type: 'json' } }),
  sfn: () => import('./sfn.json', { with: { type: 'json' } }),
  ssm: () => import('./ssm.json', { with: { type: 'json' } }),
  sts: () => import('./sts.json', { with: { type: 'json' } }),
};

/** Undefined: the service checks for itself (SQS, DynamoDB). */
export const loadConstraints = async (service: string): Promise<Constraints | undefined> => {
  const file = Object.hasOwn(files, service) ? files[service] : undefined;
  return file === undefined ? undefined : (await file()).default;
};
