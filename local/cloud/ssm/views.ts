/** Parameters as Parameter Store shows them. */
import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-ssm';
import type { Found } from './find.ts';
import type { Parameter, ParameterVersion } from './state.ts';

export const parameterView = ({ name, parameter, version, selector }: Found, decrypt: boolean): sdk.Parameter => ({
  Name: name,
  Type: version.type,
  Value: valueView(parameter, version, decrypt),
  Version: version.version,
  ...(selector === undefined ? {} : { Selector: selector }),
  LastModifiedDate: version.modified,
  ARN: parameter.arn,
  DataType: version.dataType,
});

export const metadataView = (parameter: Parameter, version: ParameterVersion): sdk.ParameterMetadata => ({
  ARN: parameter.arn,
  ...historyView(parameter, version),
});

/** What metadata and history have in common. */
export const historyView = (parameter: Parameter, version: ParameterVersion) => ({
  Name: parameter.name,
  Type: version.type,
  ...(version.keyId === undefined ? {} : { KeyId: version.keyId }),
  LastModifiedDate: version.modified,
  LastModifiedUser: version.modifiedBy,
  ...(version.description === undefined ? {} : { Description: version.description }),
  ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
  Version: version.version,
  Tier: version.tier,
  Policies: [],
  DataType: version.dataType,
});

/** Without decryption a SecureString is what KMS made of it: base64 that says nothing. */
export const valueView = (parameter: Parameter, version: ParameterVersion, decrypt: boolean): string => {
  if (version.type !== 'SecureString' || decrypt) return version.value;
  const digest = createHash('sha512').update(`${parameter.arn}:${version.version}:${version.value}`).digest('base64');
  return `AQICAHh${digest}`;
};
