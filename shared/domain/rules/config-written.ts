import type { Action } from '../action.ts';
import { configParameter, ecsConfig } from '../agent-config.ts';
import { own } from '../own.ts';
import type { Rule } from './rule.ts';

/** Each group's ecs.config is in SSM as the spec says it. Equal content is not written again. */
export const configWritten: Rule = {
  name: 'config-written',
  find({ wanted, world, home }) {
    if (wanted.deleting !== undefined) return {};
    const actions = wanted.spec.groups.flatMap((group): Action[] => {
      const content = ecsConfig(group);
      const current = own(world.configs, group.name);
      if (current?.value === content) return [];
      const parameter = configParameter(home.parameterPrefix, wanted.cluster, group.name);
      const version = (current?.version ?? 0) + 1;
      return [
        {
          type: 'write-config',
          group: group.name,
          parameter,
          content,
          configVersion: `${parameter}:${version}`,
          reason:
            current === undefined
              ? `hosts of ${group.name} have no configuration to read yet`
              : `the configuration of ${group.name} has changed; it becomes version ${version}`,
          rule: 'config-written',
          subject: group.name,
          cause: 'requested',
        },
      ];
    });
    return { actions };
  },
};
