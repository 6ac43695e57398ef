import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { activate, faultKind } from '../../faults/fault.ts';
import { hear } from '../behaviour/agent.ts';

export const ssmAgentOffline = faultKind({
  what: 'SSM Agent on these instances answers nobody, and does again when the fault ends: what waited for it is then carried out.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    const ids = new Set(chosenInstances(world, choice).map(({ id }) => id));
    const mend = activate(world.ssm.brokenAgents, ids);
    for (const id of ids) hear(world, id);
    return () => {
      mend();
      for (const id of ids) hear(world, id);
    };
  },
});
