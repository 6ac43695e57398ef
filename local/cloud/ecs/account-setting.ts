/** The account settings that hold for whoever has none of their own. */
import type { SettingName } from '@aws-sdk/client-ecs';
import type { World } from '../kernel/world.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html */
export const defaults: Readonly<Record<SettingName, string>> = {
  awsvpcTrunking: 'disabled',
  containerInsights: 'disabled',
  containerInstanceLongArnFormat: 'enabled',
  defaultLogDriverMode: 'non-blocking',
  fargateEventWindows: 'disabled',
  fargateFIPSMode: 'disabled',
  fargateTaskRetirementWaitPeriod: '7',
  guardDutyActivate: 'off',
  serviceLongArnFormat: 'enabled',
  tagResourceAuthorization: 'off',
  taskLongArnFormat: 'enabled',
};

export const rootOf = (world: World): string => `arn:aws:iam::${world.account}:root`;

/** As somebody put it for the account, or as it is from the beginning. */
export const accountSetting = (world: World, name: SettingName): string =>
  world.ecs.accountSettings.get(rootOf(world))?.get(name) ?? defaults[name];
