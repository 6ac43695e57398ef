import * as z from 'zod/mini';
import { aFamily, aRevision, writing } from '../../shared/domain/schemas/queries.ts';
import { integer } from '../../shared/domain/schemas/values.ts';
import { route } from '../../shared/lambda/call.ts';
import { http } from '../../shared/lambda/http.ts';
import { created, ok } from '../../shared/lambda/replies.ts';
import { requestKeys, taskDefinitions } from '../../shared/runtime.ts';
import { deregisterTaskDefinition } from '../../shared/use-cases/deregister-task-definition.ts';
import {
  diffDefinitions,
  listFamilies,
  listRevisions,
  readDefinition,
} from '../../shared/use-cases/read-task-definitions.ts';
import { refusedByEcs, registerTaskDefinition } from '../../shared/use-cases/register-task-definition.ts';

const reading = () => ({ taskDefinitions: taskDefinitions() });
const writingPorts = () => ({ ...reading(), requestKeys: requestKeys() });

export const routes = {
  'GET /v1/task-definitions': route({
    summary: 'List the families of task definitions',
    answers: { 200: 'Families with an ACTIVE revision, by name' },
    run: async () => ok({ families: await listFamilies(reading()) }),
  }),
  'POST /v1/task-definitions': route({
    summary: "Register a task definition: the body is ECS's own JSON",
    query: writing,
    // What a task definition may be is said in shared/ecs/task-definition-rules.ts.
    body: z.unknown(),
    lookUp: async (_path, body) => refusedByEcs(body),
    answers: { 200: 'The newest revision has this content already', 201: 'A new revision' },
    run: async ({ body, query, origin }) => {
      const how = { origin, dryRun: query.dryRun };
      const { outcome, definition, warnings } = await registerTaskDefinition(body, how, writingPorts());
      if (query.dryRun) return ok({ dryRun: true, changed: outcome !== 'same', ...definition, warnings });
      if (outcome === 'same' || definition === undefined) return ok({ changed: false, ...definition, warnings });
      const { family, revision } = definition;
      return created({ changed: true, ...definition, warnings }, `/v1/task-definitions/${family}/${revision}`);
    },
  }),
  'GET /v1/task-definitions/{family}': route({
    summary: 'List the ACTIVE revisions of a family, newest first',
    path: aFamily,
    query: { limit: z._default(integer(1, 100), 50) },
    answers: { 200: 'Revisions as family:revision' },
    run: async ({ path, query }) =>
      ok({ family: path.family, revisions: await listRevisions(path.family, query.limit, reading()) }),
  }),
  'GET /v1/task-definitions/{family}/{revision}': route({
    summary: 'Read one revision',
    path: aRevision,
    answers: { 200: 'The revision as ECS describes it' },
    run: async ({ path }) => ok(await readDefinition(path.family, path.revision, reading())),
  }),
  'GET /v1/task-definitions/{family}/{revision}/diff': route({
    summary: 'What changes to this revision from another one',
    path: aRevision,
    query: { against: integer(1, 999_999_999) },
    answers: { 200: 'The differences, field by field' },
    run: async ({ path, query }) => ok(await diffDefinitions(path.family, { ...path, ...query }, reading())),
  }),
  'DELETE /v1/task-definitions/{family}/{revision}': route({
    summary: 'Deregister a revision: nothing new is started from it',
    path: aRevision,
    query: writing,
    answers: { 200: 'The revision, INACTIVE now: it is done at once; or, with ?dryRun=true, the revision as it is' },
    run: async ({ path, query, origin }) => {
      const how = { origin, dryRun: query.dryRun };
      const { changed, definition } = await deregisterTaskDefinition(path, how, writingPorts());
      return ok({ ...(query.dryRun && { dryRun: true }), changed, ...definition });
    },
  }),
};

export const handler = http(routes);
