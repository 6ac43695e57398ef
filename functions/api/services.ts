import { aCluster, aService, writing } from '../../shared/domain/schemas/queries.ts';
import { serviceBody, servicePatch, serviceRules } from '../../shared/domain/schemas/service.ts';
import { route } from '../../shared/lambda/call.ts';
import { change } from '../../shared/lambda/change.ts';
import { http } from '../../shared/lambda/http.ts';
import { accepts, etag, ok } from '../../shared/lambda/replies.ts';
import {
  clusterSpecs,
  ecsServiceReads,
  observations,
  serviceSpecs,
  settings,
  taskDefinitionReads,
} from '../../shared/runtime.ts';
import { deleteService, deployService, patchProblems, patchService } from '../../shared/use-cases/change-service.ts';
import { listServices, readService } from '../../shared/use-cases/read-services.ts';
import { definitionProblems } from '../../shared/use-cases/resolve-task-definition.ts';

const reading = () => ({
  clusterSpecs: clusterSpecs(),
  serviceSpecs: serviceSpecs(),
  observations: observations(),
  ecsServices: ecsServiceReads(),
});
const deploying = () => ({ ...reading(), taskDefinitions: taskDefinitionReads(), stack: settings().stack });

export const routes = {
  'GET /v1/clusters/{cluster}/services': route({
    summary: 'List services',
    path: aCluster,
    answers: { 200: 'The services that are kept here, by name' },
    run: async ({ path }) => ok({ services: await listServices(path.cluster, reading()) }),
  }),
  'GET /v1/clusters/{cluster}/services/{service}': route({
    summary: 'Read a service: what is asked for, and what ECS says',
    path: aService,
    answers: { 200: 'The service; its ETag is the generation of the spec' },
    run: async ({ path }) => {
      const report = await readService(path.cluster, path.service, reading());
      return ok(report, etag(report.generation));
    },
  }),
  'PUT /v1/clusters/{cluster}/services/{service}': route({
    summary: 'Create or change a service',
    path: aService,
    query: writing,
    body: serviceBody,
    rules: serviceRules,
    lookUp: (_path, body) => definitionProblems(body, deploying()),
    conditional: true,
    answers: accepts,
    run: (call) => change(deployService({ ...call.path, body: call.body, expected: call.expected }, deploying()), call),
  }),
  'PATCH /v1/clusters/{cluster}/services/{service}': route({
    summary: 'Change parts of a service, such as its desiredCount, by JSON merge patch',
    path: aService,
    query: writing,
    body: servicePatch,
    lookUp: (path, body) => patchProblems(path, body, deploying()),
    conditional: true,
    answers: accepts,
    run: (call) => change(patchService({ ...call.path, patch: call.body, expected: call.expected }, deploying()), call),
  }),
  'DELETE /v1/clusters/{cluster}/services/{service}': route({
    summary: 'Delete a service; its tasks stop',
    path: aService,
    query: writing,
    conditional: true,
    answers: accepts,
    run: (call) => change(deleteService({ ...call.path, expected: call.expected }, reading()), call),
  }),
};

export const handler = http(routes);
