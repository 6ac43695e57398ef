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
import { accountSetting, defaults, rootOf } from '../account-setting.ts';
import { page } from '../pages.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAccountSetting.html; the words of refusals are ours. */
const values: Readonly<Partial<Record<SettingName, readonly string[]>>> = {
  containerInsights: ['enabled', 'enhanced', 'disabled'],
  defaultLogDriverMode: ['blocking', 'non-blocking'],
  fargateTaskRetirementWaitPeriod: ['0', '7', '14'],
  guardDutyActivate: ['on', 'off'],
  tagResourceAuthorization: ['on', 'off'],
};
const onOrOff: readonly string[] = ['enabled', 'disabled'];

const put = (
  world: World,
  principal: string,
  { name, value }: { readonly name: string | undefined; readonly value: string | undefined },
): Setting => {
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
  const own = world.ecs.accountSettings.get(principal) ?? new Map<SettingName, string>();
  world.ecs.accountSettings.set(principal, own.set(name as SettingName, value));
  return shown(principal, name as SettingName, value);
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Setting.html says which setting AWS manages. */
const shown = (principalArn: string, name: SettingName, value: string): Setting => ({
  name,
  value,
  principalArn,
  type: name === 'guardDutyActivate' ? 'aws_managed' : 'user',
});

/** Of the principal that the request names, or of the account: callers here count as its root user. */
export const putAccountSetting: Operation<PutAccountSettingCommandInput, PutAccountSettingCommandOutput> = (
  input,
  { world },
) => ({ setting: put(world, input.principalArn ?? rootOf(world), input) });

export const putAccountSettingDefault: Operation<
  PutAccountSettingDefaultCommandInput,
  PutAccountSettingDefaultCommandOutput
> = (input, { world }) => ({ setting: put(world, rootOf(world), input) });

/**
 * Those that were put for the principal; with effectiveSettings also the account's and the defaults of the rest.
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
  const root = rootOf(world);
  const { principalArn: principal = root } = input;
  const own = world.ecs.accountSettings.get(principal);
  const settings = names.flatMap((name) => {
    const value = own?.get(name);
    if (value !== undefined) return [shown(principal, name, value)];
    if (input.effectiveSettings !== true) return [];
    return [shown(root, name, accountSetting(world, name))];
  });
  const asked = settings.filter(({ value }) => input.value === undefined || value === input.value);
  const { items, ...more } = page(asked, ({ name }) => name ?? '', input, { byDefault: 10 });
  return { settings: [...items], ...more };
};
