/** The embedded EventBridge: its operations by name. */
import type { Service } from '../kernel/service.ts';
import { eventsIgnored } from './ignored.ts';
import { putEvents, testEventPattern } from './operations/put-events.ts';
import { deleteRule, describeRule, disableRule, enableRule, listRules, putRule } from './operations/rules.ts';
import { listRuleNamesByTarget, listTargetsByRule, putTargets, removeTargets } from './operations/targets.ts';

export const eventsService: Service = {
  name: 'eventbridge',
  sdk: () => import('@aws-sdk/client-eventbridge'),
  operations: {
    PutEvents: putEvents,
    TestEventPattern: testEventPattern,
    PutRule: putRule,
    DescribeRule: describeRule,
    ListRules: listRules,
    DeleteRule: deleteRule,
    EnableRule: enableRule,
    DisableRule: disableRule,
    PutTargets: putTargets,
    RemoveTargets: removeTargets,
    ListTargetsByRule: listTargetsByRule,
    ListRuleNamesByTarget: listRuleNamesByTarget,
  },
  ignored: eventsIgnored,
};
