/**
 * Stands in for shared/runtime.ts, so that a function runs on the ports in memory:
 * `vi.mock('…/shared/runtime.ts', () => import('…/test/support/in-memory-runtime.ts'))`, then `inhabitMemory()` per test.
 */
import type { Settings } from '../../shared/config.ts';
import { inMemoryAws } from './in-memory-aws.ts';
import { inMemoryStores } from './in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from './in-memory-world.ts';

let world = inMemoryWorld();
let ports = { ...inMemoryStores(world), ...inMemoryAws(world) };

/** A fresh world for the functions to run in. */
export const inhabitMemory = (): InMemoryWorld => {
  world = inMemoryWorld();
  ports = { ...inMemoryStores(world), ...inMemoryAws(world) };
  return world;
};

export const settings = (): Settings => ({
  stack: 'quaymaster-test',
  stage: 'test',
  region: 'us-east-1',
  account: '000000000000',
  instanceProfile: 'quaymaster-test-hosts',
  parameterPrefix: '/quaymaster/test',
  table: 'quaymaster-test',
  reconcileQueueUrl: 'http://127.0.0.1/quaymaster-test',
  workflowArn: (kind) => `arn:aws:states:us-east-1:000000000000:stateMachine:quaymaster-test-${kind}`,
  planFunction: 'quaymaster-test-api-plans',
  restartDocument: 'quaymaster-test-restart-agent',
  logLevel: 'SILENT',
});

export const clock = () => ports.clock;
export const meter = () => ({ ...ports.meter, lines: () => [] });
export const writeLine = (): void => {};
export const bus = () => ports.bus;
export const clusterSpecs = () => ports.clusterSpecs;
export const serviceSpecs = () => ports.serviceSpecs;
export const ledgers = () => ports.ledgers;
export const histories = () => ports.histories;
export const memories = () => ports.memories;
export const observations = () => ports.observations;
export const decisions = () => ports.decisions;
export const demands = () => ports.demands;
export const operations = () => ports.operations;
export const requestKeys = () => ports.requestKeys;
export const instanceIndex = () => ports.instanceIndex;
export const stoppedTasks = () => ports.stoppedTasks;
export const regionHealth = () => ports.regionHealth;
export const graves = () => ports.graves;
export const agents = () => ports.agents;
export const fleet = () => ports.fleet;
export const ecsClusters = () => ports.ecsClusters;
export const ecsTasks = () => ports.ecsTasks;
export const ecsTaskReads = () => ports.ecsTasks;
export const ecsServices = () => ports.ecsServices;
export const ecsServiceReads = () => ports.ecsServices;
export const taskDefinitions = () => ports.taskDefinitions;
export const taskDefinitionReads = () => ports.taskDefinitions;
export const parameters = () => ports.parameters;
export const wake = () => ports.wake;
export const workflows = () => ports.workflows;
export const executions = () => ports.executions;
export const planner = () => ports.planner;
export const changePorts = () => ports;
