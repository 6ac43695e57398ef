/** What becomes of agents: cut off from ECS, dead, or without memory. */
import { chosenInstances, type InstanceChoice, instanceChoice, isMeant } from '../../faults/chosen-instances.ts';
import { FaultRefused, faultKind } from '../../faults/fault.ts';
import type { World } from '../../kernel/world.ts';
import { beginOutage } from '../behaviour/agent-disconnects.ts';
import { agentForgets, agentStarts, agentStops } from '../behaviour/agent-starts.ts';
import { hostsOn } from '../behaviour/host-records.ts';
import type { Agent } from '../state.ts';

/** Of the chosen instances those on which an agent runs. */
const agentsOn = (world: World, choice: InstanceChoice): readonly Agent[] => {
  const agents = chosenInstances(world, choice).flatMap(({ id }) => world.ecs.agents.get(id) ?? []);
  if (agents.length === 0) throw new FaultRefused('No agent runs on any of these instances.');
  return agents;
};

export const agentDisconnect = faultKind({
  what: 'The agents of these instances cannot reach ECS, and can again when the fault ends. Containers go on. Chosen by zone or type, or not at all (the region), instances that come later are hit too.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    const hit = new Set(agentsOn(world, choice).map(({ instanceId }) => instanceId));
    const open = choice.instanceIds === undefined && choice.count === undefined && choice.percent === undefined;
    const has = (id: string): boolean => {
      const instance = open && !hit.has(id) ? world.ec2.instances.get(id) : undefined;
      return hit.has(id) || (instance !== undefined && isMeant(world, choice, instance));
    };
    const end = beginOutage(
      world,
      { has },
      [...hit].flatMap((id) => hostsOn(world, id)),
    );
    return end;
  },
});

export const agentStop = faultKind({
  what: 'The agent on these instances dies. Containers go on, and nobody hears of them until something starts the agent again: a reboot, or systemctl. Nothing ends this by itself.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    for (const { instanceId } of agentsOn(world, choice)) agentStops(world, instanceId);
    return undefined;
  },
});

export const agentHang = faultKind({
  what: 'The agent on these instances hangs: it is cut off until its service is started anew (systemctl, a reboot), or the fault ends. Containers go on.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    const hung = new Set(agentsOn(world, choice));
    const has = (id: string): boolean => {
      const agent = world.ecs.agents.get(id);
      return agent !== undefined && hung.has(agent);
    };
    return beginOutage(
      world,
      { has },
      [...hung].flatMap(({ instanceId }) => hostsOn(world, instanceId)),
    );
  },
});

export const agentStateLost = faultKind({
  what: 'The agent on these instances loses /var/lib/ecs/data and starts anew: a second container instance for the same EC2 instance. The first stays, its agent away for good.',
  parameters: instanceChoice,
  begin: (world, choice) => {
    for (const { instanceId, config } of agentsOn(world, choice)) {
      agentForgets(world, instanceId);
      agentStarts(world, instanceId, config);
    }
    return undefined;
  },
});
