/** Constrained shapes that the operations check themselves, by service: they know AWS's better words. */
export const left: Readonly<Record<string, readonly string[]>> = {
  // "Invalid value 't9.huge' for InstanceType"
  ec2: ['InstanceType'],
};
