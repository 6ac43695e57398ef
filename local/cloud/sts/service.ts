/** The embedded STS: who calls, and temporary keys for roles. It remembers nothing of its own. */
import type { Service } from '../kernel/service.ts';
import { stsIgnored } from './ignored.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getCallerIdentity } from './operations/get-caller-identity.ts';

export const stsService: Service = {
  name: 'sts',
  sdk: () => import('@aws-sdk/client-sts'),
  operations: { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole },
  ignored: stsIgnored,
};
