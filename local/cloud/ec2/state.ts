/** What the embedded Ec2 remembers. */
export interface Ec2State {
  readonly kind: 'ec2';
}
export const newEc2State = (): Ec2State => ({ kind: 'ec2' });
