/** The metadata service's options of a launch. */
import type { InstanceMetadataOptionsRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { MetadataOptions } from '../state.ts';

/**
 * Images that are registered for IMDSv2, as AL2023's are, require tokens and allow two hops unless the launch says otherwise
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html, "Order of precedence").
 */
export const metadataOf = (asked: InstanceMetadataOptionsRequest | undefined): MetadataOptions => {
  const hopLimit = asked?.HttpPutResponseHopLimit ?? 2;
  if (hopLimit < 1 || hopLimit > 64)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${hopLimit}) for parameter httpPutResponseHopLimit is invalid. The value must be between 1 and 64.`,
    );
  return {
    httpTokens: asked?.HttpTokens === 'optional' ? 'optional' : 'required',
    httpEndpoint: asked?.HttpEndpoint === 'disabled' ? 'disabled' : 'enabled',
    hopLimit,
    instanceTags: asked?.InstanceMetadataTags === 'enabled' ? 'enabled' : 'disabled',
  };
};
