/** What every wire protocol does, whatever its bytes look like. */
import type { AwsError } from '../kernel/aws-error.ts';
import type { OperationModel, ServiceModel } from './model.ts';

/** A request as it came over HTTP; the body is already inflated. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface Protocol {
  /** Typed input. Throws SerializationException and its relatives. */
  decode(model: ServiceModel, operation: OperationModel, request: HttpRequest): Record<string, unknown>;
  encode(
    model: ServiceModel,
    operation: OperationModel,
    output: Record<string, unknown>,
    requestId: string,
  ): HttpAnswer;
  /** The model is absent when not even the service is known. */
  encodeError(model: ServiceModel | undefined, error: AwsError, requestId: string): HttpAnswer;
}
