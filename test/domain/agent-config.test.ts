import { describe, expect, it } from 'vitest';
import { checkAgentConfig, checkAttributes, ecsConfig } from '../../shared/domain/agent-config.ts';
import { aGroup } from '../support/situations.ts';

interface Case {
  readonly reason: string;
  readonly agent: Readonly<Record<string, unknown>>;
  readonly hint?: string;
}

describe('the agent configuration of a group', () => {
  it.each<Case>([
    { reason: 'a log level', agent: { ECS_LOGLEVEL: 'debug' } },
    { reason: 'a duration', agent: { ECS_CONTAINER_STOP_TIMEOUT: '1m30s' } },
    { reason: 'memory kept back', agent: { ECS_RESERVED_MEMORY: '256' } },
    { reason: 'a list of ports', agent: { ECS_RESERVED_PORTS: '[22, 8080]' } },
    { reason: 'tags', agent: { ECS_CONTAINER_INSTANCE_TAGS: '{"team":"shop"}' } },
    { reason: 'nothing', agent: {} },
  ])('takes $reason', ({ agent }) => {
    expect(checkAgentConfig(agent)).toEqual([]);
  });

  it.each<Case>([
    { reason: 'a key with a typing error', agent: { ECS_LOG_LEVEL: 'info' }, hint: 'Did you mean "ECS_LOGLEVEL"?' },
    {
      reason: 'the cluster, which is ours to set',
      agent: { ECS_CLUSTER: 'other' },
      hint: 'it is the cluster of the group',
    },
    {
      reason: 'a security key',
      agent: { ECS_DISABLE_PRIVILEGED: 'false' },
      hint: 'use "allow.privileged" of the group',
    },
    { reason: 'registry credentials', agent: { ECS_ENGINE_AUTH_DATA: '{}' } },
    { reason: 'a name that every object has', agent: { constructor: 'x' } },
    { reason: 'a further line in a value', agent: { ECS_LOGLEVEL: 'info\nECS_DISABLE_PRIVILEGED=false' } },
    { reason: 'a trailing line break', agent: { ECS_LOGLEVEL: 'info\n' } },
    { reason: 'a wrong value', agent: { ECS_IMAGE_PULL_BEHAVIOR: 'never' } },
    { reason: 'a number as a number', agent: { ECS_RESERVED_MEMORY: 256 } },
    { reason: 'a port out of range', agent: { ECS_RESERVED_PORTS: '[70000]' } },
    { reason: 'a tag of ours', agent: { ECS_CONTAINER_INSTANCE_TAGS: '{"quaymaster:group":"x"}' } },
    { reason: 'a tag of ours in escapes', agent: { ECS_CONTAINER_INSTANCE_TAGS: '{"\\u0071uaymaster:group":"x"}' } },
  ])('refuses $reason', ({ agent, hint }) => {
    const errors = checkAgentConfig(agent, '/agent');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.pointer).toBe(`/agent/${Object.keys(agent)[0]}`);
    if (hint !== undefined) expect(errors[0]?.hint).toBe(hint);
  });

  it('says everything that is wrong at once', () => {
    expect(checkAgentConfig({ ECS_LOGLEVEL: 'loud', ECS_CLUSTER: 'x', ECS_RESERVED_MEMORY: '-1' })).toHaveLength(3);
  });

  it.each<{ reason: string; attributes: Record<string, string> }>([
    { reason: 'a backslash, which systemd would swallow', attributes: { disk: 'a\\b' } },
    { reason: 'a name of ECS', attributes: { 'ecs.os-type': 'x' } },
    { reason: 'a name of ours', attributes: { 'quaymaster.group': 'x' } },
    { reason: 'an outer space', attributes: { disk: ' ssd' } },
    { reason: 'a quote', attributes: { disk: '"' } },
  ])('refuses attributes with $reason', ({ attributes }) => {
    expect(checkAttributes(attributes)).toHaveLength(1);
  });
});

describe('the text of ecs.config', () => {
  it('has what the group asks for, and then what it cannot override', () => {
    const group = aGroup({ name: 'main', agent: { ECS_LOGLEVEL: 'warn' }, attributes: { disk: 'ssd' } });
    expect(ecsConfig(group)).toBe(
      [
        'ECS_LOGLEVEL=warn',
        'ECS_INSTANCE_ATTRIBUTES={"disk":"ssd","quaymaster.group":"main"}',
        'ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance',
        'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true',
        'ECS_ENABLE_TASK_IAM_ROLE=true',
        'ECS_AWSVPC_BLOCK_IMDS=true',
        'ECS_DISABLE_PRIVILEGED=true',
        '',
      ].join('\n'),
    );
  });

  it('lets privileged containers start only where the group allows them', () => {
    const group = aGroup({ allow: { privileged: true, hostNetwork: false, hostMounts: false } });
    expect(ecsConfig(group)).toContain('ECS_DISABLE_PRIVILEGED=false\n');
  });

  it('does not depend on the order of the keys, so that equal wishes are equal text', () => {
    const one = aGroup({ agent: { ECS_LOGLEVEL: 'info', ECS_DISABLE_METRICS: 'true' } });
    const other = aGroup({ agent: { ECS_DISABLE_METRICS: 'true', ECS_LOGLEVEL: 'info' } });
    expect(ecsConfig(one)).toBe(ecsConfig(other));
  });
});
