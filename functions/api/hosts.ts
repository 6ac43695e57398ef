import { configBody, configRules } from '../../shared/domain/schemas/cluster.ts';
import { aCluster, aGroup, aHost, writing } from '../../shared/domain/schemas/queries.ts';
import { closed } from '../../shared/domain/schemas/values.ts';
import { deadlineSeconds } from '../../shared/domain/schemas/wish.ts';
import { route } from '../../shared/lambda/call.ts';
import { change, request } from '../../shared/lambda/change.ts';
import { http } from '../../shared/lambda/http.ts';
import { accepts, changeReply, etag, ok } from '../../shared/lambda/replies.ts';
import * as runtime from '../../shared/runtime.ts';
import { changeConfig } from '../../shared/use-cases/change-cluster.ts';
import { changeHost, replaceHost } from '../../shared/use-cases/change-host.ts';
import { readConfig } from '../../shared/use-cases/read-config.ts';
import { readHost, readHosts } from '../../shared/use-cases/read-hosts.ts';

const reading = () => ({
  clock: runtime.clock(),
  clusterSpecs: runtime.clusterSpecs(),
  ecsClusters: runtime.ecsClusters(),
  ledgers: runtime.ledgers(),
  histories: runtime.histories(),
  observations: runtime.observations(),
  stack: runtime.settings().stack,
  parameterPrefix: runtime.settings().parameterPrefix,
});

const withDeadline = closed({ deadlineSeconds });
const empty = closed({});

export const routes = {
  'GET /v1/clusters/{cluster}/hosts': route({
    summary: 'List hosts with what is free and reserved on them',
    path: aCluster,
    answers: { 200: 'All hosts, and launches that EC2 has not answered yet' },
    run: async ({ path }) => ok(await readHosts(path.cluster, reading())),
  }),
  'GET /v1/clusters/{cluster}/hosts/{host}': route({
    summary: 'Read a host by its instance id',
    path: aHost,
    answers: { 200: 'The host' },
    run: async ({ path }) => ok(await readHost(path.cluster, path.host, reading())),
  }),
  'POST /v1/clusters/{cluster}/hosts/{host}/drain': route({
    summary: 'Drain a host: no new tasks, and those of services move away',
    path: aHost,
    query: writing,
    body: withDeadline,
    bodyOptional: true,
    answers: accepts,
    run: (call) => change(changeHost({ ...call.path, ...call.body }, 'drain', reading()), call),
  }),
  'POST /v1/clusters/{cluster}/hosts/{host}/activate': route({
    summary: 'Let tasks be placed on a drained host again',
    path: aHost,
    query: writing,
    body: empty,
    bodyOptional: true,
    answers: accepts,
    run: (call) => change(changeHost(call.path, 'activate', reading()), call),
  }),
  'POST /v1/clusters/{cluster}/hosts/{host}/replace': route({
    summary: 'Replace a host: launch another one, drain this one, terminate it',
    path: aHost,
    query: writing,
    body: withDeadline,
    bodyOptional: true,
    answers: accepts,
    run: (call) => change(replaceHost({ ...call.path, ...call.body }, reading()), call),
  }),
  'DELETE /v1/clusters/{cluster}/hosts/{host}': route({
    summary: 'Terminate a host; its group launches another one to keep its count',
    path: aHost,
    query: writing,
    answers: accepts,
    run: (call) => change(changeHost(call.path, 'terminate', reading()), call),
  }),
  'GET /v1/clusters/{cluster}/groups/{group}/config': route({
    summary: 'Read the host config of a group, and which hosts run an old version',
    path: aGroup,
    answers: { 200: 'The config; its ETag is the generation of the cluster' },
    run: async ({ path }) => {
      const report = await readConfig(path.cluster, path.group, reading());
      return ok(report, etag(report.generation));
    },
  }),
  'PUT /v1/clusters/{cluster}/groups/{group}/config': route({
    summary: 'Change the host config of a group; hosts keep what they read at boot until they are replaced',
    path: aGroup,
    query: writing,
    body: configBody,
    rules: configRules,
    conditional: true,
    answers: { 200: 'The config, and which hosts still run an old version' },
    run: async (call) => {
      const asked = { ...call.path, config: call.body, expected: call.expected };
      const outcome = await request(changeConfig(asked, reading()), call);
      if (outcome.outcome === 'planned') return changeReply(outcome);
      const accepted = outcome.outcome === 'accepted' ? outcome : undefined;
      const notWrittenYet = accepted?.replayed === false;
      const report = await readConfig(call.path.cluster, call.path.group, reading(), notWrittenYet);
      const { body, headers } = accepted === undefined ? { body: {}, headers: {} } : changeReply(accepted);
      return ok(
        { changed: accepted !== undefined, ...Object(body), ...report },
        { ...headers, ...etag(report.generation) },
      );
    },
  }),
};

export const handler = http(routes);
