/** Account settings: remembered and shown; new ARNs and ids are long whatever they say, as they are for every account today. */
import type {
  ListAccountSettingsCommandInput,
  ListAccountSettingsCommandOutput,
  PutAccountSettingCommandInput,
  PutAccountSettingCommandOutput,
  PutAccountSettingDefaultCommandInput,
  PutAccountSettingDefaultCommandOutput,
  Setting,
  SettingName,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { page } from '../pages.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html */
const defaults: Readonly<Record<SettingName, string>> = {
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

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAccountSetting.html; the words of refusals are ours. */
const values: Readonly<Partial<Record<SettingName, readonly string[]>>> = {
  containerInsights: ['enabled', 'enhanced', 'disabled'],
  defaultLogDriverMode: ['blocking', 'non-blocking'],
  fargateTaskRetirementWaitPeriod: ['0', '7', '14'],
  guardDutyActivate: ['on', 'off'],
  tagResourceAuthorization: ['on', 'off'],
};
const onOrOff: readonly string[] = ['enabled', 'disabled'];

const put = (world: World, name: string | undefined, value: string | undefined): Setting => {
  if (name === undefined || !Object.hasOwn(defaults, name))
    throw new AwsError('InvalidParameterException', `The account setting ${name ?? ''} does not exist.`);
  const allowed = values[name as SettingName] ?? onOrOff;
  if (value === undefined || !allowed.includes(value))
    throw new AwsError('InvalidParameterException', `The value of ${name} should be one of [${allowed.join(',')}].`);
  if (name === 'awsvpcTrunking' && value === 'enabled')
    throw new AwsError(
      'InvalidParameterException',
      'Trunk network interfaces are not implemented by this embedded ECS.',
    );
  world.ecs.accountSettings.set(name, value);
  return shown(world, name as SettingName, value);
};

const shown = (world: World, name: SettingName, value: string): Setting => ({
  name,
  value,
  principalArn: `arn:aws:iam::${world.account}:root`,
});

export const putAccountSetting: Operation<PutAccountSettingCommandInput, PutAccountSettingCommandOutput> = (
  input,
  { world },
) => ({ setting: put(world, input.name, input.value) });

export const putAccountSettingDefault: Operation<
  PutAccountSettingDefaultCommandInput,
  PutAccountSettingDefaultCommandOutput
> = (input, { world }) => ({ setting: put(world, input.name, input.value) });

/**
 * Those that were put; with effectiveSettings also the defaults of the rest.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListAccountSettings.html
 */
export const listAccountSettings: Operation<ListAccountSettingsCommandInput, ListAccountSettingsCommandOutput> = (
  input,
  { world },
) => {
  if (input.value !== undefined && input.name === undefined)
    throw new AwsError('InvalidParameterException', 'A value can only be looked for together with a name.');
  const names = (Object.keys(defaults) as SettingName[]).filter(
    (name) => input.name === undefined || name === input.name,
  );
  const settings = names.flatMap((name) => {
    const value =
      world.ecs.accountSettings.get(name) ?? (input.effectiveSettings === true ? defaults[name] : undefined);
    return value === undefined || (input.value !== undefined && value !== input.value)
      ? []
      : [shown(world, name, value)];
  });
  const { items, ...more } = page(settings, ({ name }) => name ?? '', input, { byDefault: 10 });
  return { settings: [...items], ...more };
};
