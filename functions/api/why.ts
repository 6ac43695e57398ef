import { aCluster, aService } from '../../shared/domain/schemas/queries.ts';
import { runRules } from '../../shared/domain/schemas/task.ts';
import { whyBody } from '../../shared/domain/schemas/why.ts';
import { route } from '../../shared/lambda/call.ts';
import { http } from '../../shared/lambda/http.ts';
import { ok } from '../../shared/lambda/replies.ts';
import * as runtime from '../../shared/runtime.ts';
import { explainPlacement } from '../../shared/use-cases/explain-placement.ts';
import { explainService } from '../../shared/use-cases/explain-service.ts';
import { definitionProblems } from '../../shared/use-cases/resolve-task-definition.ts';

const explaining = () => ({
  clock: runtime.clock(),
  clusterSpecs: runtime.clusterSpecs(),
  serviceSpecs: runtime.serviceSpecs(),
  memories: runtime.memories(),
  stoppedTasks: runtime.stoppedTasks(),
  fleet: runtime.fleet(),
  clusters: runtime.ecsClusters(),
  tasks: runtime.ecsTaskReads(),
  services: runtime.ecsServiceReads(),
  taskDefinitions: runtime.taskDefinitionReads(),
});

export const routes = {
  'GET /v1/clusters/{cluster}/services/{service}/why': route({
    summary: 'Why a service is as it is: host by host where its tasks fit, how they ended, what is being done',
    path: aService,
    answers: { 200: 'A summary, and the facts that it is made of' },
    run: async ({ path }) => ok(await explainService(path.cluster, path.service, explaining())),
  }),
  'POST /v1/clusters/{cluster}/why': route({
    summary: 'Would tasks find room now, and where not, why not? Runs nothing',
    path: aCluster,
    body: whyBody,
    rules: runRules,
    lookUp: (_path, body) => definitionProblems(body, { taskDefinitions: runtime.taskDefinitionReads() }),
    readOnly: true,
    answers: { 200: 'A summary, and each host with everything that is in the way' },
    run: async ({ path, body }) => ok(await explainPlacement(path.cluster, body, explaining())),
  }),
};

export const handler = http(routes);
