/**
 * The composition root: builds each port once per cold start, when it is first asked for. Each port is a function of its
 * own, so that a bundle holds only the adapters that its Lambda uses. `inhabit` is the one seam for local/ and test/.
 */
import { randomUUID } from 'node:crypto';
import { dynamoDbGraves, dynamoDbRegionHealth } from './aws/dynamodb-health.ts';
import { dynamoDbMemories } from './aws/dynamodb-memories.ts';
import {
  dynamoDbDecisions,
  dynamoDbDemands,
  dynamoDbHistories,
  dynamoDbInstanceIndex,
  dynamoDbObservations,
  dynamoDbOperations,
  dynamoDbRequestKeys,
  dynamoDbStoppedTasks,
} from './aws/dynamodb-records.ts';
import { dynamoDbClusterSpecs, dynamoDbLedgers, dynamoDbServiceSpecs } from './aws/dynamodb-specs.ts';
import { dynamoDbTable } from './aws/dynamodb-table.ts';
import { ec2Fleet } from './aws/ec2-fleet.ts';
import { ecsClusters as onEcsClusters } from './aws/ecs-clusters.ts';
import { ecsServiceReads as onEcsServiceReads, ecsServices as onEcsServices } from './aws/ecs-services.ts';
import { ecsTaskDefinitionReads, ecsTaskDefinitions } from './aws/ecs-task-definitions.ts';
import { ecsTaskReads as onEcsTaskReads, ecsTasks as onEcsTasks } from './aws/ecs-tasks.ts';
import { emfMeter } from './aws/emf-meter.ts';
import { eventBridgeBus } from './aws/eventbridge-bus.ts';
import { lambdaPlanner } from './aws/lambda-planner.ts';
import { sfnExecutions, sfnWorkflows } from './aws/sfn-workflows.ts';
import { sqsWake } from './aws/sqs-wake.ts';
import { ssmAgents } from './aws/ssm-agents.ts';
import { ssmParameters } from './aws/ssm-parameters.ts';
import { environment, readSettings } from './config.ts';
import type { Clock } from './ports/clock.ts';

/** What a function finds around itself. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** At least 0, below 1; for jitter. */
  readonly random: () => number;
  readonly uuid: () => string;
  /** What every SDK client is made with, beside our retry strategy. */
  readonly aws: {
    readonly region?: string;
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** What is done to every SDK client before its first call. */
  readonly connect: <Client>(client: Client) => Client;
  /** Puts a line into the function's log as it is, whatever the log's level. */
  readonly writeLine: (line: string) => void;
}

const lambda: Surroundings = {
  env: environment,
  clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
  random: () => Math.random(),
  uuid: () => randomUUID(),
  aws: {},
  connect: (client) => client,
  // Lambda's own console.log would put a time and an id before it, and CloudWatch would find no metrics in it.
  writeLine: (line) => void process.stdout.write(`${line}\n`),
};

let surroundings = (): Surroundings => lambda;

/** Replaces what functions find around themselves; called per use, so that one process can host many functions. */
export const inhabit = (current: () => Surroundings): void => {
  surroundings = current;
};

const built = new WeakMap<Surroundings, Map<string, unknown>>();

/** Builds once per surroundings, which on Lambda is once per cold start. */
const once = <Part>(name: string, build: (around: Surroundings) => Part): Part => {
  const around = surroundings();
  const parts = built.get(around) ?? new Map<string, unknown>();
  built.set(around, parts);
  if (!parts.has(name)) parts.set(name, build(around));
  return parts.get(name) as Part;
};

export const clock = (): Clock => surroundings().clock;
export const uuid = (): string => surroundings().uuid();
export const writeLine = (line: string): void => surroundings().writeLine(line);
export const settings = () => once('settings', readSettings);
export const meter = () => once('meter', (around) => emfMeter(around, settings().stack));

const table = () => once('table', (around) => dynamoDbTable(around, settings().table));

export const clusterSpecs = () => once('clusterSpecs', () => dynamoDbClusterSpecs(table()));
export const serviceSpecs = () => once('serviceSpecs', () => dynamoDbServiceSpecs(table()));
export const ledgers = () => once('ledgers', () => dynamoDbLedgers(table()));
export const histories = () => once('histories', () => dynamoDbHistories(table()));
export const memories = () => once('memories', () => dynamoDbMemories(table()));
export const observations = () => once('observations', () => dynamoDbObservations(table()));
export const decisions = () => once('decisions', () => dynamoDbDecisions(table()));
export const demands = () => once('demands', () => dynamoDbDemands(table()));
export const operations = () => once('operations', () => dynamoDbOperations(table()));
export const requestKeys = () => once('requestKeys', (around) => dynamoDbRequestKeys(table(), around.clock));
export const stoppedTasks = () => once('stoppedTasks', (around) => dynamoDbStoppedTasks(table(), around.clock));
export const regionHealth = () => once('regionHealth', (around) => dynamoDbRegionHealth(table(), around.clock));
export const graves = () => once('graves', () => dynamoDbGraves(table()));
export const instanceIndex = () => once('instanceIndex', (around) => dynamoDbInstanceIndex(table(), around.clock));

export const fleet = () => once('fleet', (around) => ec2Fleet(around, settings().stack));
export const ecsClusters = () => once('ecsClusters', onEcsClusters);
export const ecsTaskReads = () => once('ecsTaskReads', onEcsTaskReads);
export const ecsTasks = () => once('ecsTasks', onEcsTasks);
export const ecsServiceReads = () => once('ecsServiceReads', onEcsServiceReads);
export const ecsServices = () => once('ecsServices', onEcsServices);
export const taskDefinitionReads = () => once('taskDefinitionReads', ecsTaskDefinitionReads);
export const taskDefinitions = () => once('taskDefinitions', ecsTaskDefinitions);
export const parameters = () => once('parameters', ssmParameters);
export const agents = () => once('agents', (around) => ssmAgents(around, settings().restartDocument));
export const wake = () => once('wake', (around) => sqsWake(around, settings().reconcileQueueUrl));
export const bus = () => once('bus', eventBridgeBus);
export const workflows = () => once('workflows', (around) => sfnWorkflows(around, settings().workflowArn));
export const executions = () => once('executions', sfnExecutions);
export const planner = () => once('planner', (around) => lambdaPlanner(around, settings().planFunction));

/** What every requested change needs: shared/use-cases/request-change.ts. */
export const changePorts = () => ({
  clock: clock(),
  clusterSpecs: clusterSpecs(),
  serviceSpecs: serviceSpecs(),
  ledgers: ledgers(),
  demands: demands(),
  observations: observations(),
  graves: graves(),
  operations: operations(),
  workflows: workflows(),
  planner: planner(),
});
