/**
 * Which permissions IAM asks for when a call is made: mostly the action of the same name, and sometimes more. Pure.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export interface Permission {
  readonly action: string;
  /** An ARN; `*` where the action knows no resource, and in place of what the request leaves open. */
  readonly resource: string;
  /** What conditions of policies can look at. */
  readonly context: Readonly<Record<string, string>>;
}

/** A call as it was made: `ecs`, `RunTask`, and the typed input. */
export interface MadeCall {
  readonly service: string;
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: the inputs of many operations.
  readonly input: any;
}

/** What IAM knows beside the request when it decides. */
export interface Account {
  readonly region: string;
  readonly account: string;
  tagsOfInstance(id: string): Readonly<Record<string, string>>;
  /** ARN of the role in an instance profile. */
  roleOfProfile(name: string): string | undefined;
  /** ARNs of the roles that a task definition names. */
  rolesOfTaskDefinition(reference: string): readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: the inputs of many operations.
type Needs = (input: any, at: Account) => readonly Permission[];

/** A call that the tables below do not know needs the action of its name, on all resources. */
export const neededFor = ({ service, operation, input }: MadeCall, at: Account): readonly Permission[] =>
  tables[service]?.[operation]?.(input, at) ?? [on(`${service}:${operation}`, '*')];

const on = (action: string, resource: string, context: Permission['context'] = {}): Permission => ({
  action,
  resource,
  context,
});
const arn = (service: string, { region, account }: Account, rest: string): string =>
  rest.startsWith('arn:') ? rest : `arn:aws:${service}:${region}:${account}:${rest}`;

const passing = (roles: readonly unknown[], service: string): readonly Permission[] =>
  roles
    .filter((role): role is string => typeof role === 'string')
    .map((role) => on('iam:PassRole', role, { 'iam:PassedToService': service }));

interface Tag {
  readonly Key: string;
  readonly Value: string;
}
const requestTags = (tags: readonly Tag[]): Permission['context'] =>
  Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]));

const dynamodb = (operation: string): Needs => {
  return ({ TableName, IndexName }, at) => {
    const table = arn('dynamodb', at, `table/${TableName}`);
    return [on(`dynamodb:${operation}`, IndexName === undefined ? table : `${table}/index/${IndexName}`)];
  };
};

const onQueue = (operation: string): Needs => {
  return ({ QueueUrl }, at) => [on(`sqs:${operation}`, arn('sqs', at, String(QueueUrl).split('/').at(-1) ?? ''))];
};

/** AWS's own parameters belong to no account. */
const parameterArn = (name: string, at: Account): string => {
  const plain = name.split(':')[0] ?? '';
  return arn('ssm', plain.startsWith('/aws/') ? { ...at, account: '' } : at, `parameter${plain}`);
};

const runInstances: Needs = (input, at) => {
  const tags: ReadonlyMap<string, readonly Tag[]> = new Map(
    (input.TagSpecifications ?? []).map((one: { ResourceType: string; Tags: Tag[] }) => [one.ResourceType, one.Tags]),
  );
  const [network] = input.NetworkInterfaces ?? [];
  const profile = input.IamInstanceProfile?.Name;
  const run = (resource: string, kind = '') =>
    on('ec2:RunInstances', resource, { ...requestTags(tags.get(kind) ?? []) });
  return [
    run(arn('ec2', at, 'instance/*'), 'instance'),
    run(arn('ec2', at, 'volume/*'), 'volume'),
    run(arn('ec2', at, 'network-interface/*'), 'network-interface'),
    run(arn('ec2', at, `subnet/${network?.SubnetId ?? input.SubnetId ?? '*'}`)),
    ...(network?.Groups ?? ['*']).map((group: string) => run(arn('ec2', at, `security-group/${group}`))),
    run(arn('ec2', { ...at, account: '' }, `image/${input.ImageId}`)),
    ...[...tags].map(([kind, ofKind]) =>
      on('ec2:CreateTags', arn('ec2', at, `${kind}/*`), {
        'ec2:CreateAction': 'RunInstances',
        ...requestTags(ofKind),
      }),
    ),
    ...(profile === undefined
      ? []
      : passing([at.roleOfProfile(profile) ?? `no profile ${profile}`], 'ec2.amazonaws.com')),
  ];
};

const onInstance = (action: string, id: string, at: Account): Permission => {
  const tags = Object.entries(at.tagsOfInstance(id)).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  return on(action, arn('ec2', at, `instance/${id}`), Object.fromEntries(tags));
};

const terminateInstances: Needs = ({ InstanceIds }, at) =>
  InstanceIds.map((id: string) => onInstance('ec2:TerminateInstances', id, at));

/** Clusters, services, tasks and container instances by name, id or ARN; what is in a cluster has its name in its ARN. */
const inCluster = (kind: string, cluster: string, id: string, at: Account): string =>
  arn('ecs', at, id.startsWith('arn:') ? id : `${kind}/${cluster.split('/').at(-1)}/${id}`);
const clusterArn = (cluster: string, at: Account): string =>
  arn('ecs', at, cluster.startsWith('arn:') ? cluster : `cluster/${cluster}`);

/**
 * Tags given at creation ask for a second permission.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
 */
const tagging = (createAction: string, resource: string, tags: readonly unknown[] | undefined) =>
  (tags ?? []).length === 0 ? [] : [on('ecs:TagResource', resource, { 'ecs:CreateAction': createAction })];

const toTasks = 'ecs-tasks.amazonaws.com';
const definitionArn = (reference: string, at: Account): string =>
  arn('ecs', at, reference.startsWith('arn:') ? reference : `task-definition/${reference}`);

const ecs: Readonly<Record<string, Needs>> = {
  CreateCluster: (input, at) => [
    on('ecs:CreateCluster', '*'),
    ...tagging('CreateCluster', clusterArn(input.clusterName, at), input.tags),
  ],
  DescribeClusters: ({ clusters }, at) =>
    clusters.map((cluster: string) => on('ecs:DescribeClusters', clusterArn(cluster, at))),
  DeleteCluster: ({ cluster }, at) => [on('ecs:DeleteCluster', clusterArn(cluster, at))],
  ListContainerInstances: ({ cluster }, at) => [on('ecs:ListContainerInstances', clusterArn(cluster, at))],
  DeregisterContainerInstance: ({ cluster }, at) => [on('ecs:DeregisterContainerInstance', clusterArn(cluster, at))],
  DescribeContainerInstances: ({ cluster, containerInstances }, at) =>
    containerInstances.map((id: string) =>
      on('ecs:DescribeContainerInstances', inCluster('container-instance', cluster, id, at)),
    ),
  UpdateContainerInstancesState: ({ cluster, containerInstances }, at) =>
    containerInstances.map((id: string) =>
      on('ecs:UpdateContainerInstancesState', inCluster('container-instance', cluster, id, at)),
    ),
  ListTasks: ({ cluster, containerInstance }, at) => [
    on('ecs:ListTasks', inCluster('container-instance', cluster, containerInstance ?? '*', at)),
  ],
  DescribeTasks: ({ cluster, tasks }, at) =>
    tasks.map((task: string) => on('ecs:DescribeTasks', inCluster('task', cluster, task, at))),
  StopTask: ({ cluster, task }, at) => [on('ecs:StopTask', inCluster('task', cluster, task, at))],
  RunTask: ({ cluster, taskDefinition, tags, overrides }, at) => [
    on('ecs:RunTask', definitionArn(taskDefinition, at)),
    ...tagging('RunTask', inCluster('task', cluster, '*', at), tags),
    ...passing(
      [overrides?.taskRoleArn, overrides?.executionRoleArn, ...at.rolesOfTaskDefinition(taskDefinition)],
      toTasks,
    ),
  ],
  DescribeServices: ({ cluster, services }, at) =>
    services.map((service: string) => on('ecs:DescribeServices', inCluster('service', cluster, service, at))),
  CreateService: ({ cluster, serviceName, taskDefinition, tags }, at) => {
    const service = inCluster('service', cluster, serviceName, at);
    return [
      on('ecs:CreateService', service),
      ...tagging('CreateService', service, tags),
      ...passing(at.rolesOfTaskDefinition(taskDefinition), toTasks),
    ];
  },
  UpdateService: ({ cluster, service, taskDefinition }, at) => [
    on('ecs:UpdateService', inCluster('service', cluster, service, at)),
    ...(taskDefinition === undefined ? [] : passing(at.rolesOfTaskDefinition(taskDefinition), toTasks)),
  ],
  DeleteService: ({ cluster, service }, at) => [on('ecs:DeleteService', inCluster('service', cluster, service, at))],
  RegisterTaskDefinition: ({ family, tags, taskRoleArn, executionRoleArn }, at) => [
    on('ecs:RegisterTaskDefinition', '*'),
    ...tagging('RegisterTaskDefinition', definitionArn(`${family}:*`, at), tags),
    ...passing([taskRoleArn, executionRoleArn], toTasks),
  ],
};

const tables: Readonly<Record<string, Readonly<Record<string, Needs>>>> = {
  dynamodb: Object.fromEntries(
    ['GetItem', 'PutItem', 'DeleteItem', 'Query'].map((operation) => [operation, dynamodb(operation)]),
  ),
  sqs: Object.fromEntries(
    ['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility'].flatMap((operation) => [
      [operation, onQueue(operation)],
      [`${operation}Batch`, onQueue(operation)],
    ]),
  ),
  lambda: {
    Invoke: ({ FunctionName }, at) => [
      on(
        'lambda:InvokeFunction',
        arn('lambda', at, FunctionName.startsWith('arn:') ? FunctionName : `function:${FunctionName}`),
      ),
    ],
  },
  sfn: {
    StartExecution: ({ stateMachineArn }) => [on('states:StartExecution', stateMachineArn)],
    DescribeExecution: ({ executionArn }) => [on('states:DescribeExecution', executionArn)],
    GetExecutionHistory: ({ executionArn }) => [on('states:GetExecutionHistory', executionArn)],
  },
  ssm: {
    GetParameter: ({ Name }, at) => [on('ssm:GetParameter', parameterArn(Name, at))],
    PutParameter: ({ Name, Tags }, at) => {
      const put = on('ssm:PutParameter', parameterArn(Name, at));
      return Tags === undefined ? [put] : [put, on('ssm:AddTagsToResource', parameterArn(Name, at))];
    },
    DeleteParameters: ({ Names }, at) =>
      Names.map((name: string) => on('ssm:DeleteParameters', parameterArn(name, at))),
    // The document and each host: https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-setting-up.html
    SendCommand: ({ DocumentName, InstanceIds = [] }, at) => [
      on('ssm:SendCommand', arn('ssm', at, `document/${DocumentName}`)),
      ...InstanceIds.map((id: string) => onInstance('ssm:SendCommand', id, at)),
    ],
  },
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
  eventbridge: {
    PutEvents: ({ Entries }, at) =>
      Entries.map((entry: { EventBusName?: string; Source: string }) =>
        on('events:PutEvents', arn('events', at, `event-bus/${entry.EventBusName ?? 'default'}`), {
          'events:source': entry.Source,
        }),
      ),
  },
  ec2: { RunInstances: runInstances, TerminateInstances: terminateInstances },
  ecs,
};
