/** AWS's error names end here: sets of codes become a handful of meanings, and inside nobody knows an SDK exception. */
import { AppError } from '../domain/errors.ts';

const notFound = new Set([
  'InvalidInstanceID.NotFound',
  'InvalidSubnetID.NotFound',
  'InvalidGroup.NotFound',
  'InvalidGroupId.NotFound',
  'InvalidAMIID.NotFound',
  'InvalidAMIID.Unavailable',
  'ClusterNotFoundException',
  'ServiceNotFoundException',
  'ServiceNotActiveException',
  'ParameterNotFound',
  'ParameterVersionNotFound',
  'ExecutionDoesNotExist',
  'ResourceNotFoundException',
]);
const throttled = new Set([
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestThrottled',
  'TooManyUpdates',
]);
const denied = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'UnauthorizedOperation',
  'UnrecognizedClientException',
  'AuthFailure',
  'ExpiredTokenException',
]);
/** Definite refusals of RunInstances: nothing was launched, and another offering, later or a mended request may work. */
const noCapacity = new Set([
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientReservedInstanceCapacity',
  'InsufficientFreeAddressesInSubnet',
  'InstanceLimitExceeded',
  'VcpuLimitExceeded',
  'MaxSpotInstanceCountExceeded',
  'SpotMaxPriceTooLow',
  'Unsupported',
  'UnsupportedOperation',
]);

export const codeOf = (error: unknown): string => (error instanceof Error ? error.name : 'UnknownError');
export const isNotFound = (error: unknown): boolean => notFound.has(codeOf(error));
export const isNoCapacity = (error: unknown): boolean => noCapacity.has(codeOf(error));

/** True when AWS says that the request itself is wrong: it had no effect, and repeating it changes nothing. */
export const isDefiniteRefusal = (error: unknown): boolean => {
  const status = httpStatus(error);
  return (
    isNoCapacity(error) || denied.has(codeOf(error)) || (status >= 400 && status < 500 && !throttled.has(codeOf(error)))
  );
};

const httpStatus = (error: unknown): number =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;

/** The error as the core knows it. AWS's message is kept for people, its code as the cause. */
export const translated = (service: string, error: unknown): AppError => {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const cause = { cause: { service, code } };
  if (throttled.has(code)) return new AppError('CloudThrottled', `${service} is throttling us`, cause);
  if (denied.has(code)) return new AppError('CloudDenied', `${service} refused permission (${code})`, cause);
  const status = httpStatus(error);
  if (status >= 400 && status < 500) return new AppError('CloudRefused', `${service} refused: ${message}`, cause);
  return new AppError('CloudUnavailable', `${service} did not answer: ${message}`, cause);
};

/** Runs a call and translates what it throws; what `absent` recognises is an answer, not an error. */
export const asking = async <Answer, Absent>(
  service: string,
  call: () => Promise<Answer>,
  whenNotFound?: () => Absent,
): Promise<Answer | Absent> => {
  try {
    return await call();
  } catch (error) {
    if (whenNotFound !== undefined && isNotFound(error)) return whenNotFound();
    throw translated(service, error);
  }
};
