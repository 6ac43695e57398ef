/** What `npm run package` makes: the template that would be deployed, held to the promises about it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation of many types.
type Resource = { Type: string; DeletionPolicy?: string; Properties: any };
interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const folder = mkdtempSync(join(tmpdir(), 'quaymaster-package-'));
let resources: Record<string, Resource> = {};

beforeAll(() => {
  const environment = {
    PATH: process.env['PATH'],
    HOME: folder,
    AWS_ACCESS_KEY_ID: '',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const run = (...command: string[]) =>
    execFileSync(join('node_modules/.bin', command[0] ?? ''), command.slice(1), { env: environment, stdio: 'pipe' });
  run('node', 'bundle.ts');
  run('serverless', 'package', '--stage', 'test', '--package', folder);
  resources = JSON.parse(readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8')).Resources;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ofType = (type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);
const statementsOf = (role: Resource): Statement[] =>
  (role.Properties.Policies ?? []).flatMap(
    (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
  );
const allStatements = (): [string, Statement][] =>
  ofType('AWS::IAM::Role').flatMap(([id, role]) =>
    statementsOf(role).map((statement): [string, Statement] => [id, statement]),
  );
const actionsOf = (statement: Statement): string[] => [statement.Action].flat();

it('packages offline and without credentials, one bundle per function', () => {
  const functions = ofType('AWS::Lambda::Function').length;
  expect(functions).toBeGreaterThan(10);
  expect(readdirSync(folder).filter((name) => name.endsWith('.zip'))).toHaveLength(functions);
});

it('every route, the one that catches all included, asks for IAM', () => {
  const routes = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
  expect(routes.map(({ RouteKey }) => RouteKey)).toContain('$default');
  expect(routes.filter(({ AuthorizationType }) => AuthorizationType !== 'AWS_IAM')).toEqual([]);
});

describe('roles', () => {
  it('every function has its own', () => {
    const roles = ofType('AWS::Lambda::Function').map(([, { Properties }]) => JSON.stringify(Properties.Role));
    expect(new Set(roles).size).toBe(roles.length);
  });

  it('no action is granted by a wildcard', () => {
    const wild = allStatements().filter(([, statement]) => actionsOf(statement).some((action) => action.includes('*')));
    expect(wild).toEqual([]);
  });

  it('all resources are meant only where AWS knows no narrower one', () => {
    const withoutResource =
      /^(ec2:Describe|ssm:DescribeInstanceInformation$|ecs:(CreateCluster|ListServices|ListTasks|.*TaskDefinition|ListTaskDefinition.*)$)/;
    const wide = allStatements()
      .filter(([, statement]) => [statement.Resource].flat().includes('*'))
      .flatMap(([id, statement]) => actionsOf(statement).map((action) => `${id} ${action}`))
      .filter((granted) => !withoutResource.test(granted.split(' ')[1] ?? ''));
    expect(wide).toEqual([]);
  });

  it('a role is passed to one service only, and never any role', () => {
    const passing = allStatements().filter(([, statement]) => actionsOf(statement).includes('iam:PassRole'));
    expect(passing.length).toBeGreaterThan(0);
    for (const [, statement] of passing) {
      expect(statement.Condition).toMatchObject({ StringEquals: { 'iam:PassedToService': expect.any(String) } });
      expect(JSON.stringify(statement.Resource)).not.toMatch(/role\/\*"|^"\*"/);
    }
  });

  it('hosts are launched with our tags only, tagged only in that call, and terminated only when ours', () => {
    const conditionsOf = (action: string) =>
      allStatements()
        .filter(([, statement]) => actionsOf(statement).includes(action))
        .map(([, statement]) => JSON.stringify(statement.Condition ?? {}));
    expect(conditionsOf('ec2:RunInstances').some((text) => text.includes('aws:RequestTag/quaymaster:stack'))).toBe(
      true,
    );
    expect(conditionsOf('ec2:CreateTags').every((text) => text.includes('ec2:CreateAction'))).toBe(true);
    expect(
      conditionsOf('ec2:TerminateInstances').every((text) => text.includes('aws:ResourceTag/quaymaster:stack')),
    ).toBe(true);
  });

  it('our own document is all that can be run on hosts, and only on ours; events are put as our own only', () => {
    const granted = (action: string) =>
      allStatements().filter(([, statement]) => actionsOf(statement).includes(action));
    const sending = granted('ssm:SendCommand').map(([, { Resource, Condition }]) =>
      JSON.stringify([Resource, Condition]),
    );
    expect(sending).toHaveLength(2);
    for (const text of sending)
      expect(text).toMatch(/document\/quaymaster-\w+-restart-agent"|instance\/\*.*aws:ResourceTag\/quaymaster:stack/);
    for (const [, statement] of granted('events:PutEvents'))
      expect(statement.Condition).toEqual({ StringEquals: { 'events:source': 'quaymaster' } });
  });

  it('only the one writer may change clusters, hosts and services', () => {
    const changing = /^(ec2:(Run|Terminate)|ecs:(Create|Update|Delete|Deregister(Container)|Stop))/;
    const who = allStatements()
      .filter(([, statement]) => actionsOf(statement).some((action) => changing.test(action)))
      .map(([id]) => id);
    expect([...new Set(who)]).toEqual(['OnReconcileDueRole']);
  });
});

describe('nothing is lost', () => {
  it('the state outlives the stack, and can be brought back to any second', () => {
    const [[, table] = []] = ofType('AWS::DynamoDB::Table');
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    });
  });

  it('every rule that listens for events has a dead letter queue for what cannot be delivered', () => {
    const rules = ofType('AWS::Events::Rule').filter(([, { Properties }]) => Properties.EventPattern !== undefined);
    expect(rules.length).toBeGreaterThan(0);
    for (const [, { Properties }] of rules)
      for (const target of Properties.Targets) expect(target.DeadLetterConfig).toBeDefined();
  });

  it('every function that is invoked asynchronously sends what fails for good to the dead letters', () => {
    const configured = ofType('AWS::Lambda::EventInvokeConfig').map(
      ([, { Properties }]) => Properties.DestinationConfig,
    );
    expect(configured).toHaveLength(3);
    for (const config of configured) expect(config.OnFailure.Destination).toBeDefined();
  });

  it('queues are encrypted, and the one that is worked on has dead letters', () => {
    for (const [, { Properties }] of ofType('AWS::SQS::Queue')) expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(resources['ReconcileQueue']?.Properties.RedrivePolicy).toBeDefined();
  });
});
