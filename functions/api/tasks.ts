import * as z from 'zod/mini';
import { familyName, lookedUp, serviceName } from '../../shared/domain/schemas/names.ts';
import { aCluster, aTask, paging, writing } from '../../shared/domain/schemas/queries.ts';
import { runBody, runRules } from '../../shared/domain/schemas/task.ts';
import { line, oneOf } from '../../shared/domain/schemas/values.ts';
import { route } from '../../shared/lambda/call.ts';
import { change } from '../../shared/lambda/change.ts';
import { http } from '../../shared/lambda/http.ts';
import { accepts, ok } from '../../shared/lambda/replies.ts';
import {
  clusterSpecs,
  ecsClusters,
  ecsTaskReads,
  serviceSpecs,
  stoppedTasks,
  taskDefinitionReads,
} from '../../shared/runtime.ts';
import { runTask, stopTask } from '../../shared/use-cases/change-task.ts';
import { listStoppedTasks, listTasks, readTask } from '../../shared/use-cases/read-tasks.ts';
import { definitionProblems } from '../../shared/use-cases/resolve-task-definition.ts';

const reading = () => ({
  clusterSpecs: clusterSpecs(),
  serviceSpecs: serviceSpecs(),
  clusters: ecsClusters(),
  ecsTasks: ecsTaskReads(),
  stoppedTasks: stoppedTasks(),
});

export const routes = {
  'GET /v1/clusters/{cluster}/tasks': route({
    summary: 'List tasks that are meant to run, oldest first; with status=STOPPED those that stopped, newest first',
    path: aCluster,
    query: {
      status: z._default(oneOf(['RUNNING', 'STOPPED', 'running', 'stopped']), 'RUNNING'),
      service: z.exactOptional(serviceName),
      family: z.exactOptional(familyName),
      host: z.exactOptional(lookedUp),
      startedBy: z.exactOptional(lookedUp),
      ...paging,
    },
    answers: {
      200: 'Tasks that are meant to run, all of them; or a page of those that stopped, each with its diagnosis',
    },
    run: async ({ path, query: { status, limit, cursor, ...filters } }) => {
      if (status.toUpperCase() === 'RUNNING') return ok({ tasks: await listTasks(path.cluster, filters, reading()) });
      const page = { limit, ...(cursor !== undefined && { cursor }), ...filters };
      return ok(await listStoppedTasks(path.cluster, page, reading()));
    },
  }),
  'POST /v1/clusters/{cluster}/tasks': route({
    summary: 'Run tasks',
    path: aCluster,
    query: writing,
    body: runBody,
    rules: runRules,
    lookUp: (_path, body) => definitionProblems(body, { taskDefinitions: taskDefinitionReads() }),
    answers: accepts,
    run: (call) => {
      const ports = { clusterSpecs: clusterSpecs(), taskDefinitions: taskDefinitionReads() };
      return change(runTask({ ...call.path, body: call.body }, ports), call);
    },
  }),
  'GET /v1/clusters/{cluster}/tasks/{task}': route({
    summary: 'Read a task, and why it stopped: cause, evidence and hint',
    path: aTask,
    answers: { 200: 'The task; stopped ones are kept for 30 days' },
    run: async ({ path }) => ok(await readTask(path.cluster, path.task, reading())),
  }),
  'DELETE /v1/clusters/{cluster}/tasks/{task}': route({
    summary: 'Stop a task; a service starts another one in its place',
    path: aTask,
    query: { ...writing, reason: z._default(line(255), 'stopped on request') },
    answers: accepts,
    run: (call) => change(stopTask({ ...call.path, reason: call.query.reason }, reading()), call),
  }),
};

export const handler = http(routes);
