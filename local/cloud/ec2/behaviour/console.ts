/** What the machine writes on its serial console. */
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance } from '../state.ts';

/** "the most recent 64 KB" (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html). */
const mostCharacters = 65_536;

export const printLine = (world: World, instance: Ec2Instance, line: string): void =>
  print(world, instance, `${line}\n`);

export const print = (world: World, instance: Ec2Instance, text: string): void => {
  if (text === '') return;
  instance.boot.console = (instance.boot.console + text).slice(-mostCharacters);
  instance.boot.consoleAt = world.clock.now();
};
