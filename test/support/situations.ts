/** Builders for what the planner looks at: small wholes with sensible defaults, of which a test names what matters. */
import type { HostGroupSpec } from '../../shared/domain/spec.ts';

export const aGroup = (changes: Partial<HostGroupSpec> = {}): HostGroupSpec => ({
  name: 'main',
  count: 3,
  surge: 1,
  instanceTypes: ['t3.medium'],
  market: 'on-demand',
  ami: { family: 'al2023' },
  network: { subnets: [], securityGroups: [], publicIp: 'auto', availabilityZones: [] },
  rootVolume: { sizeGiB: 30, type: 'gp3' },
  agent: {},
  attributes: {},
  tags: {},
  metadataHopLimit: 1,
  allow: { privileged: false, hostNetwork: false, hostMounts: false },
  ...changes,
});
