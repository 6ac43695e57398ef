/**
 * SSM Agent on instances, and what Systems Manager knows of it. An instance is a managed node once its agent has reached
 * Systems Manager with a role that lets it: https://docs.aws.amazon.com/systems-manager/latest/userguide/managed_instances.html
 */
import { roleOf } from '../../ec2/behaviour/credentials.ts';
import type { Ec2Instance } from '../../ec2/state.ts';
import { isFrozen } from '../../ecs/behaviour/agent-disconnects.ts';
import type { World } from '../../kernel/world.ts';
import type { ManagedNode } from '../state.ts';

/** How often Systems Manager looks who is there. */
const heardEveryMs = 60_000;
/** `HealthFrequencyMinutes` of the agent (aws/amazon-ssm-agent, README): 5 unless configured. */
const pingEveryMs = 5 * 60_000;

const managedPolicies =
  /:policy\/(AmazonSSMManagedInstanceCore|AmazonSSMManagedEC2InstanceDefaultPolicy|service-role\/AmazonEC2RoleforSSM)$/;
const inlineGrant = /"(\*|ssm:\*|ssm:UpdateInstance\*|ssm:UpdateInstanceInformation)"/;

/** The machine is up, and its agent with it. Images that the embedded EC2 offers have the agent. */
export const ssmAgentStarts = (world: World, instance: Ec2Instance): void => {
  world.ssm.agents.set(instance.id, instance.boot.count);
  hear(world, instance.id);
  if (world.ssm.listening) return;
  world.ssm.listening = true;
  listen(world);
};

/** Whether the agent of an instance and Systems Manager can talk to each other at this moment. */
export const isHeard = (world: World, instanceId: string): boolean => {
  const instance = world.ec2.instances.get(instanceId);
  return (
    instance?.state === 'running' &&
    world.ssm.agents.get(instanceId) === instance.boot.count &&
    !isBroken(world, instanceId) &&
    !isFrozen(world, instanceId) &&
    !world.ec2.outOfReach.has(instanceId) &&
    isAllowed(world, instance)
  );
};

const isBroken = ({ ssm }: World, instanceId: string): boolean => {
  for (const broken of ssm.brokenAgents) if (broken.has(instanceId)) return true;
  return false;
};

/** Looks at once, without waiting for the next round: after something about the instance has changed. */
export const hear = (world: World, instanceId: string): void => {
  const known = world.ssm.nodes.get(instanceId);
  const now = world.clock.now();
  if (!isHeard(world, instanceId)) {
    if (known !== undefined) known.lostAt ??= now;
    return;
  }
  const node: ManagedNode = known ?? { instanceId, registeredAt: now, lastPingAt: now, lostAt: undefined, inbox: [] };
  world.ssm.nodes.set(instanceId, node);
  if (node.lostAt !== undefined || now - node.lastPingAt >= pingEveryMs) node.lastPingAt = now;
  node.lostAt = undefined;
  for (const work of node.inbox.splice(0)) work();
};

/** Runs it now if the agent is heard, else as soon as it is. */
export const onceHeard = (world: World, node: ManagedNode, work: () => void): void => {
  if (isHeard(world, node.instanceId)) work();
  else node.inbox.push(work);
};

/** Nodes whose instance is gone are forgotten; with the last agent the rounds end. */
const listen = (world: World): void => {
  world.clock.after(heardEveryMs, 'Systems Manager hears the agents', () => {
    const { agents, nodes } = world.ssm;
    for (const id of agents.keys()) {
      const state = world.ec2.instances.get(id)?.state;
      if (state === undefined || state === 'terminated') agents.delete(id);
      hear(world, id);
    }
    for (const id of nodes.keys()) if (!agents.has(id)) nodes.delete(id);
    world.ssm.listening = agents.size > 0;
    if (world.ssm.listening) listen(world);
  });
};

const isAllowed = (world: World, instance: Ec2Instance): boolean => {
  const name = roleOf(world, instance);
  const role = name === undefined ? undefined : world.iam.roles.get(name);
  if (role === undefined) return false;
  for (const arn of role.attached) if (managedPolicies.test(arn)) return true;
  for (const document of role.inline.values()) if (inlineGrant.test(document)) return true;
  return false;
};
