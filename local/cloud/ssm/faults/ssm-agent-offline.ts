import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { faultKind } from '../../faults/fault.ts';
import { hear } from '../behaviour/agent.ts';

export const ssmAgentOffline = faultKind({
  what: 'SSM Agent on these instances answers nobody, and does again when the fault ends: what waited for it is then carried out.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    const ids = chosenInstances(world, choice).map(({ id }) => id);
    for (const id of ids) {
      world.ssm.brokenAgents.add(id);
      hear(world, id);
    }
    return () => {
      for (const id of ids) {
        world.ssm.brokenAgents.delete(id);
        hear(world, id);
      }
    };
  },
});
