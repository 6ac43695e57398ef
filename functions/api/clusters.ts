import * as z from 'zod/mini';
import { clusterBody, clusterRules } from '../../shared/domain/schemas/cluster.ts';
import { aCluster, decisionFilters, paging, writing } from '../../shared/domain/schemas/queries.ts';
import { flag } from '../../shared/domain/schemas/values.ts';
import { route } from '../../shared/lambda/call.ts';
import { change } from '../../shared/lambda/change.ts';
import { http } from '../../shared/lambda/http.ts';
import { accepts, etag, ok } from '../../shared/lambda/replies.ts';
import {
  clock,
  clusterSpecs,
  decisions,
  ecsServiceReads,
  observations,
  planner,
  serviceSpecs,
} from '../../shared/runtime.ts';
import { deleteCluster, provisionCluster } from '../../shared/use-cases/change-cluster.ts';
import { checkWhatIsWell } from '../../shared/use-cases/check-what-is-well.ts';
import { listClusters, readCluster } from '../../shared/use-cases/read-clusters.ts';
import { readDecisions } from '../../shared/use-cases/read-decisions.ts';

const reading = () => ({ clusterSpecs: clusterSpecs(), observations: observations() });

export const routes = {
  'GET /v1/clusters': route({
    summary: 'List clusters',
    answers: { 200: 'All clusters, by name' },
    run: async () => ok({ clusters: await listClusters(reading()) }),
  }),
  'GET /v1/clusters/{cluster}': route({
    summary: 'Read a cluster: what is asked for, and what was seen last',
    path: aCluster,
    answers: { 200: 'The cluster; its ETag is the generation of the spec' },
    run: async ({ path }) => {
      const report = await readCluster(path.cluster, reading());
      return ok(report, etag(report.generation));
    },
  }),
  'PUT /v1/clusters/{cluster}': route({
    summary: 'Create or change a cluster',
    path: aCluster,
    query: writing,
    body: clusterBody,
    rules: clusterRules,
    lookUp: ({ cluster }, body) => checkWhatIsWell(cluster, body, { planner: planner() }),
    conditional: true,
    answers: accepts,
    run: (call) => {
      const asked = { cluster: call.path.cluster, spec: call.body, expected: call.expected };
      return change(provisionCluster(asked, reading()), call);
    },
  }),
  'DELETE /v1/clusters/{cluster}': route({
    summary: 'Delete a cluster, and with ?cascade=true its services too',
    path: aCluster,
    query: { ...writing, cascade: z._default(flag(), false) },
    conditional: true,
    answers: accepts,
    run: (call) => {
      const asked = { cluster: call.path.cluster, cascade: call.query.cascade, expected: call.expected };
      const ports = { ...reading(), serviceSpecs: serviceSpecs(), ecsServices: ecsServiceReads() };
      return change(deleteCluster(asked, ports), call);
    },
  }),
  'GET /v1/clusters/{cluster}/decisions': route({
    summary: 'What was decided and why, newest first',
    path: aCluster,
    query: { ...paging, ...decisionFilters },
    answers: { 200: 'A page of decisions; those about one host, group, service or task, if asked for' },
    run: async ({ path, query }) =>
      ok(
        await readDecisions(path.cluster, query, {
          clock: clock(),
          clusterSpecs: clusterSpecs(),
          decisions: decisions(),
        }),
      ),
  }),
};

export const handler = http(routes);
