import * as z from 'zod/mini';
import { familyName, lookedUp, serviceName } from '../../shared/domain/schemas/names.ts';
import { aCluster, aTask, writing } from '../../shared/domain/schemas/queries.ts';
import { runBody, runRules } from '../../shared/domain/schemas/task.ts';
import { line, oneOf } from '../../shared/domain/schemas/values.ts';
import { route } from '../../shared/lambda/call.ts';
import { change } from '../../shared/lambda/change.ts';
import { http } from '../../shared/lambda/http.ts';
import { accepts, ok } from '../../shared/lambda/replies.ts';
import { clusterSpecs, ecsTaskReads, stoppedTasks, taskDefinitionReads } from '../../shared/runtime.ts';
import { runTask, stopTask } from '../../shared/use-cases/change-task.ts';
import { listTasks, readTask } from '../../shared/use-cases/read-tasks.ts';
import { definitionProblems } from '../../shared/use-cases/resolve-task-definition.ts';

const reading = () => ({ clusterSpecs: clusterSpecs(), ecsTasks: ecsTaskReads(), stoppedTasks: stoppedTasks() });

export const routes = {
  'GET /v1/clusters/{cluster}/tasks': route({
    summary: 'List tasks, oldest first',
    path: aCluster,
    query: {
      status: z._default(oneOf(['RUNNING', 'STOPPED']), 'RUNNING'),
      service: z.exactOptional(serviceName),
      family: z.exactOptional(familyName),
      startedBy: z.exactOptional(lookedUp),
    },
    answers: { 200: 'Tasks that are meant to run, or those that stopped in the last hour' },
    run: async ({ path, query }) => ok({ tasks: await listTasks(path.cluster, query, reading()) }),
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
    summary: 'Read a task, and why it stopped',
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
