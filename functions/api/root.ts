import { route } from '../../shared/lambda/call.ts';
import { http } from '../../shared/lambda/http.ts';
import openapi from '../../shared/lambda/openapi.json' with { type: 'json' };
import { ok } from '../../shared/lambda/replies.ts';
import { clusterSpecs, observations, settings } from '../../shared/runtime.ts';
import { readRoot } from '../../shared/use-cases/read-root.ts';

export const routes = {
  'GET /v1': route({
    summary: 'What runs where',
    answers: { 200: 'Stage, region, account, version, and all clusters' },
    run: async () => {
      const { stack, stage, region, account } = settings();
      const place = { version: openapi.info.version, stack, stage, region, account };
      return ok(await readRoot(place, { clusterSpecs: clusterSpecs(), observations: observations() }));
    },
  }),
  'GET /v1/openapi.json': route({
    summary: 'This API as an OpenAPI document',
    answers: { 200: 'OpenAPI 3.1' },
    run: async () => ok(openapi),
  }),
};

export const handler = http(routes);
