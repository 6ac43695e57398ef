/** Hosts that EC2 shows as running, and on which something is wrong. */
import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { activate, FaultRefused, faultKind } from '../../faults/fault.ts';
import { agentComesBack, agentDisconnects, connectedHost } from '../behaviour/agent-disconnects.ts';
import { runtimeBreaks, runtimeRecovers } from '../behaviour/host-health.ts';
import { hostsOn } from '../behaviour/host-records.ts';

export const hostFreeze = faultKind({
  what: 'Nothing moves on these instances, agent and containers included, although EC2 shows them as running. They go on when the fault ends; a reboot or a stop ends it for its host.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    const frozen = new Set(chosenInstances(world, choice).map(({ id }) => id));
    const thaw = activate(world.ecs.freezes, frozen);
    for (const id of frozen) {
      const host = connectedHost(world, id);
      if (host !== undefined) agentDisconnects(world, host);
    }
    return () => {
      thaw();
      for (const id of frozen) for (const host of hostsOn(world, id)) agentComesBack(world, host);
    };
  },
});

export const runtimeImpaired = faultKind({
  what: 'The container runtime of these instances does not answer: containers go on, none is started or stopped, and ECS calls the host IMPAIRED. It answers again when the fault ends.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    const hosts = new Set(chosenInstances(world, choice).flatMap(({ id }) => connectedHost(world, id) ?? []));
    if (hosts.size === 0) throw new FaultRefused('None of these instances has a connected agent.');
    const mend = activate(world.ecs.brokenRuntimes, hosts);
    for (const host of hosts) runtimeBreaks(world, host);
    return () => {
      mend();
      for (const host of hosts) runtimeRecovers(world, host);
    };
  },
});
