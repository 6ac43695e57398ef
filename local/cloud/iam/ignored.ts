/** Members of requests that are accepted and have no effect here. A test compares this list with the code. */
import type { Service } from '../kernel/service.ts';

export const iamIgnored: NonNullable<Service['ignored']> = {
  CreateRole: ['PermissionsBoundary'],
  ListAttachedRolePolicies: ['PathPrefix'],
};
