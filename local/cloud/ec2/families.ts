/** The families of instance types that share a quota. */

/**
 * "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances" is one quota, "All G and VT" is another; Spot Instances have
 * the same families (https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html). Of the others only those
 * stand here whose types the catalogue has.
 */
export const families = ['standard', 'g-vt', 'p', 'inf'] as const;
export type Family = (typeof families)[number];

/** The family of a type, by the letters that its name begins with: `inf1.xlarge` → `inf`. */
export const familyOf = (instanceType: string): Family => {
  const letters = /^[a-z]+/.exec(instanceType)?.[0] ?? '';
  if (letters === 'g' || letters === 'vt') return 'g-vt';
  return letters === 'p' || letters === 'inf' ? letters : 'standard';
};
