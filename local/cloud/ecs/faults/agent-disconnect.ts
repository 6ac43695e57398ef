import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { FaultRefused, faultKind } from '../../faults/fault.ts';
import { agentComesBack, agentDisconnects, connectedHost } from '../behaviour/agent-disconnects.ts';

export const agentDisconnect = faultKind({
  what: 'The agents of these instances lose their connection to ECS, and have it again when the fault ends. Containers go on.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    const hosts = chosenInstances(world, choice)
      .map(({ id }) => connectedHost(world, id))
      .filter((host) => host !== undefined);
    if (hosts.length === 0) throw new FaultRefused('None of these instances has a connected agent.');
    for (const host of hosts) agentDisconnects(world, host);
    return () => {
      for (const host of hosts) agentComesBack(world, host);
    };
  },
});
