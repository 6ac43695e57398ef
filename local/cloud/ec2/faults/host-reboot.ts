import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { faultKind } from '../../faults/fault.ts';
import { reboot } from '../behaviour/lifecycle.ts';

export const hostReboot = faultKind({
  what: 'These instances reboot: their containers end, and their agents come back with them.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    for (const instance of chosenInstances(world, choice)) reboot(world, instance);
    return undefined;
  },
});
