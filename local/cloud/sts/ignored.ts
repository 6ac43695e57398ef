/** Members of requests that are accepted and have no effect here. A test compares this list with the code. */
import type { Service } from '../kernel/service.ts';

export const stsIgnored: NonNullable<Service['ignored']> = {
  AssumeRole: [
    'ExternalId',
    'MinimumSessionTokenSize',
    'Policy',
    'PolicyArns',
    'ProvidedContexts',
    'SerialNumber',
    'SourceIdentity',
    'Tags',
    'TokenCode',
    'TransitiveTagKeys',
  ],
};
