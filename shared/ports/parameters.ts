/** SSM Parameter Store: what hosts read at boot, and the public AMI parameters. */
export interface Parameters {
  /** Undefined when there is none. `name` may carry `:version`. */
  read(name: string): Promise<Parameter | undefined>;
  /** Creates or adds a version; equal content is not written again (answers with the current version). */
  write(name: string, value: string, tags: Readonly<Record<string, string>>): Promise<Parameter>;
  /** Deleting what is gone is success. */
  remove(names: readonly string[]): Promise<void>;
}
export interface Parameter {
  readonly name: string;
  readonly version: number;
  readonly value: string;
}
