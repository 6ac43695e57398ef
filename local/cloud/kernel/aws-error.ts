/** An error as AWS answers it. The wire layer gives it its protocol's form; the SDK door makes it the SDK's exception. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further modeled members of the error's shape. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}
