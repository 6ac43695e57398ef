/** Hosts that EC2 shows as running, and on which something is wrong. */
import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { FaultRefused, faultKind } from '../../faults/fault.ts';
import { agentComesBack, agentDisconnects, connectedHost } from '../behaviour/agent-disconnects.ts';
import { runtimeBreaks, runtimeRecovers } from '../behaviour/host-health.ts';
import { hostsOn } from '../behaviour/host-records.ts';

export const hostFreeze = faultKind({
  what: 'Nothing moves on these instances, agent and containers included, although EC2 shows them as running. They go on when the fault ends; a reboot or a stop ends it for its host.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    const { frozenInstances } = world.ecs;
    const ids = chosenInstances(world, choice).flatMap(({ id }) => (frozenInstances.has(id) ? [] : id));
    if (ids.length === 0) throw new FaultRefused('These instances are frozen already.');
    for (const id of ids) {
      frozenInstances.add(id);
      const host = connectedHost(world, id);
      if (host !== undefined) agentDisconnects(world, host);
    }
    return () => {
      for (const id of ids) {
        frozenInstances.delete(id);
        for (const host of hostsOn(world, id)) agentComesBack(world, host);
      }
    };
  },
});

export const runtimeImpaired = faultKind({
  what: 'The container runtime of these instances does not answer: containers go on, none is started or stopped, and ECS calls the host IMPAIRED. It answers again when the fault ends.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    const hosts = chosenInstances(world, choice)
      .flatMap(({ id }) => connectedHost(world, id) ?? [])
      .filter(({ runtime }) => runtime.status !== 'IMPAIRED');
    if (hosts.length === 0)
      throw new FaultRefused('None of these instances has a connected agent and a runtime that works.');
    for (const host of hosts) runtimeBreaks(world, host);
    return () => {
      for (const host of hosts) runtimeRecovers(world, host);
    };
  },
});
