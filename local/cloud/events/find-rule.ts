/** Finding a rule; there is only the default bus. */
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';
import type { Rule } from './state.ts';

/** Throws ResourceNotFoundException for a rule, or a bus, that does not exist. */
export const ruleOf = (world: World, name: string | undefined, bus: string | undefined): Rule => {
  checkBus(world, bus);
  const rule = world.events.rules.get(name ?? '');
  if (rule === undefined) throw notFound(`Rule ${name} does not exist on EventBus default.`);
  return rule;
};

/** A bus is given by name or ARN. */
export const isDefaultBus = (world: World, bus: string | undefined): boolean =>
  bus === undefined || bus === 'default' || bus === busArn(world);

export const checkBus = (world: World, bus: string | undefined): void => {
  if (!isDefaultBus(world, bus)) throw notFound(`Event bus ${bus} does not exist.`);
};

const busArn = (world: World): string => `arn:aws:events:${world.region}:${world.account}:event-bus/default`;

const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
