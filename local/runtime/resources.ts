/** Creates the stack's own resources on the embedded AWS, as CloudFormation would: by calls, in the order of their references. */
import type { Cloud } from '../cloud/cloud.ts';
import type { Caller } from '../cloud/kernel/service.ts';
import type { ResourceEntry } from './service-file.ts';
import { type Deployed, evaluated, type Lookup, type TemplateValue } from './template-value.ts';
import { refusal } from './yaml-file.ts';

type Properties = Readonly<Record<string, unknown>>;
interface Maker {
  readonly call: (operation: `${string}:${string}`, input: unknown) => Promise<Record<string, never>>;
  readonly stack: string;
}
type Make = (id: string, properties: Properties, maker: Maker) => Promise<Deployed>;

/** Types that have no effect here: who may send is not checked, and there are neither logs nor metrics to keep. */
const withoutEffect = new Set([
  'AWS::SQS::QueuePolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Lambda::Permission',
]);

const makers: Readonly<Record<string, Make>> = {
  async 'AWS::DynamoDB::Table'(id, properties, { call, stack }) {
    const { TableName, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes } = properties;
    const { TimeToLiveSpecification } = properties;
    const input = { TableName: TableName ?? `${stack}-${id}`, AttributeDefinitions, KeySchema, BillingMode };
    const indexes = GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes };
    const answer = await call('dynamodb:CreateTable', { ...input, ...indexes });
    const { TableArn } = answer['TableDescription'] as unknown as { TableArn: string };
    if (TimeToLiveSpecification !== undefined)
      await call('dynamodb:UpdateTimeToLive', { TableName: input.TableName, TimeToLiveSpecification });
    return { ref: String(input.TableName), attributes: { Arn: TableArn } };
  },

  async 'AWS::SQS::Queue'(id, properties, { call, stack }) {
    const { QueueName, Tags: _, ...settings } = properties;
    const suffix = settings['FifoQueue'] === true ? '.fifo' : '';
    const name = String(QueueName ?? `${stack}-${id}${suffix}`);
    const texts = Object.entries(settings).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]);
    const { QueueUrl } = await call('sqs:CreateQueue', { QueueName: name, Attributes: Object.fromEntries(texts) });
    const { Attributes } = await call('sqs:GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] });
    const { QueueArn } = Attributes as unknown as { QueueArn: string };
    return { ref: String(QueueUrl), attributes: { Arn: QueueArn, QueueName: name, QueueUrl: String(QueueUrl) } };
  },

  async 'AWS::SSM::Document'(id, properties, { call, stack }) {
    const { Name, Content, DocumentType, DocumentFormat, TargetType } = properties;
    const name = String(Name ?? `${stack}-${id}`);
    const content = typeof Content === 'string' ? Content : JSON.stringify(Content);
    await call('ssm:CreateDocument', { Name: name, Content: content, DocumentType, DocumentFormat, TargetType });
    return { ref: name, attributes: {} };
  },

  async 'AWS::IAM::Role'(id, properties, { call, stack }) {
    const RoleName = String(properties['RoleName'] ?? `${stack}-${id}`);
    const AssumeRolePolicyDocument = JSON.stringify(properties['AssumeRolePolicyDocument']);
    const { Role } = await call('iam:CreateRole', { RoleName, AssumeRolePolicyDocument });
    for (const PolicyArn of (properties['ManagedPolicyArns'] ?? []) as string[])
      await call('iam:AttachRolePolicy', { RoleName, PolicyArn });
    for (const policy of (properties['Policies'] ?? []) as { PolicyName: string; PolicyDocument: unknown }[]) {
      const PolicyDocument = JSON.stringify(policy.PolicyDocument);
      await call('iam:PutRolePolicy', { RoleName, PolicyName: policy.PolicyName, PolicyDocument });
    }
    return { ref: RoleName, attributes: { Arn: (Role as unknown as { Arn: string }).Arn } };
  },

  async 'AWS::IAM::InstanceProfile'(id, properties, { call, stack }) {
    const InstanceProfileName = String(properties['InstanceProfileName'] ?? `${stack}-${id}`);
    const { InstanceProfile } = await call('iam:CreateInstanceProfile', { InstanceProfileName });
    for (const RoleName of properties['Roles'] as string[])
      await call('iam:AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
    return { ref: InstanceProfileName, attributes: { Arn: (InstanceProfile as unknown as { Arn: string }).Arn } };
  },

  async 'AWS::StepFunctions::StateMachine'(id, properties, { call, stack }) {
    const { Definition, DefinitionString, DefinitionSubstitutions } = properties;
    const text = Definition === undefined ? String(DefinitionString) : JSON.stringify(Definition);
    const definition = withSubstitutions(text, (DefinitionSubstitutions ?? {}) as Record<string, unknown>);
    const name = String(properties['StateMachineName'] ?? `${stack}-${id}`);
    const input = {
      name,
      definition,
      roleArn: properties['RoleArn'],
      type: properties['StateMachineType'] ?? 'STANDARD',
    };
    const { stateMachineArn } = await call('sfn:CreateStateMachine', input);
    return { ref: String(stateMachineArn), attributes: { Arn: String(stateMachineArn), Name: name } };
  },

  async 'AWS::Events::Rule'(id, properties, { call, stack }) {
    const { Name = `${stack}-${id}`, Targets, EventPattern, ...more } = properties;
    const pattern = EventPattern === undefined ? {} : { EventPattern: JSON.stringify(EventPattern) };
    const { RuleArn } = await call('eventbridge:PutRule', { Name, ...pattern, ...more });
    if (Targets !== undefined) await call('eventbridge:PutTargets', { Rule: Name, Targets });
    return { ref: String(Name), attributes: { Arn: String(RuleArn) } };
  },

  async 'AWS::SSM::Parameter'(id, properties, { call, stack }) {
    const { Name = `${stack}-${id}`, Type, Value, Description } = properties;
    const description = Description === undefined ? {} : { Description };
    await call('ssm:PutParameter', { Name, Type, Value, ...description });
    return { ref: String(Name), attributes: { Type: String(Type), Value: String(Value) } };
  },
};

/** `${Name}` in a definition; one that is not given stops, because the machine would only fail when it gets there. */
const withSubstitutions = (text: string, values: Readonly<Record<string, unknown>>): string =>
  text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (_, name: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`DefinitionSubstitutions has no ${name}`);
    return JSON.stringify(String(values[name])).slice(1, -1);
  });

/**
 * Gives back a lookup that creates a resource when it is first named; to be asked for one after the other. `known` are pseudo parameters and functions. An
 * unknown type of resource stops the deployment: running without it would not be what is deployed.
 */
export const createResources = (
  cloud: Cloud,
  caller: Caller,
  stack: string,
  entries: ReadonlyMap<string, ResourceEntry>,
  known: ReadonlyMap<string, Deployed>,
): Lookup => {
  const call: Maker['call'] = async (operation, input) => {
    const [service = '', name = ''] = operation.split(':');
    return (await cloud.call(service, name, input, caller)) as Record<string, never>;
  };
  const made = new Map<string, Deployed>(known);
  /** `within`: the resources that are being created, outermost first. */
  const lookupWithin =
    (within: readonly string[]): Lookup =>
    async (id) => {
      const ready = made.get(id) ?? (await make(id, within));
      made.set(id, ready);
      return ready;
    };
  const make = async (id: string, within: readonly string[]): Promise<Deployed> => {
    const entry = entries.get(id);
    if (entry === undefined) throw new Error(`serverless.yml names the resource ${id}, which is nowhere`);
    if (within.includes(id)) throw refusal(entry.place, `${[...within, id].join(' → ')} leads back to itself`);
    if (withoutEffect.has(entry.type)) return { ref: id, attributes: {} };
    const maker = makers[entry.type];
    if (maker === undefined)
      throw refusal(entry.place, `the local runtime does not know resources of type ${entry.type} (${id})`);
    const lookup = lookupWithin([...within, id]);
    try {
      for (const other of entry.dependsOn) await lookup(other);
      const properties = (await evaluated(entry.properties as TemplateValue, lookup)) as Properties;
      return await maker(id, properties, { call, stack });
    } catch (error) {
      const { name, message } = error as Error;
      // The innermost resource names itself; those that wait for it add nothing.
      throw name === 'Refusal' ? error : refusal(entry.place, `${id}: ${message}`, error);
    }
  };
  return lookupWithin([]);
};
