import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { faultKind } from '../../faults/fault.ts';
import { byUser } from '../behaviour/leaving.ts';
import { shutDown } from '../behaviour/lifecycle.ts';

export const hostTerminate = faultKind({
  what: 'Somebody terminates these instances, protected or not, without telling anybody.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    for (const instance of chosenInstances(world, choice)) shutDown(world, instance, 'terminate', byUser(world));
    return undefined;
  },
});
