/** The OpenAPI document, made from the routes as the functions take them. Written to openapi.json by its test. */
import * as z from 'zod/mini';
import { errorTable } from '../domain/errors.ts';
import type { Route } from './call.ts';
import type { Routes } from './http.ts';

export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** OpenAPI 3.1, whose schemas are plain JSON Schema. https://spec.openapis.org/oas/v3.1.1.html */
export const openApiDocument = (routes: Routes, info: ApiInfo): unknown => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [key, route] of Object.entries(routes)) {
    const [method, path] = key.split(' ') as [string, string];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(method, path, route) };
  }
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: 'http://127.0.0.1:8787', description: 'npm start' }],
    security: [{ sigv4: [] }],
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4, service execute-api. Locally no signature is needed.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
};

const operation = (method: string, path: string, route: Route): unknown => ({
  operationId: operationId(method, path),
  summary: route.summary,
  tags: [tagOf(path)],
  parameters: [
    ...parameters('path', route.path ?? {}),
    ...parameters('query', route.query ?? {}),
    ...(method === 'GET' || route.readOnly
      ? []
      : [header('Idempotency-Key', 'A repeat under the same key answers as the first did')]),
    ...(route.conditional
      ? [header('If-Match', 'Only over this generation'), header('If-None-Match', '* : only if there is none')]
      : []),
  ],
  ...(route.body !== undefined && {
    requestBody: {
      required: route.bodyOptional !== true,
      content: {
        [method === 'PATCH' ? 'application/merge-patch+json' : 'application/json']: { schema: schemaOf(route.body) },
      },
    },
  }),
  responses: {
    ...Object.fromEntries(Object.entries(route.answers).map(([status, description]) => [status, json(description)])),
    default: {
      description:
        'A problem (RFC 9457). `errors` lists everything that is wrong, wherever it is; the code is the first that applies of ' +
        'PayloadTooLarge, UnsupportedMediaType and MalformedJson (the body), InvalidInput (path or body), BadQuery, BadHeader',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
});

/** `PUT /v1/clusters/{cluster}` is `putClustersCluster`. */
const operationId = (method: string, path: string): string =>
  [method.toLowerCase(), ...path.split(/[^A-Za-z]+/).filter((word) => word !== '' && word !== 'v')]
    .map((word, index) => (index === 0 ? word : `${word[0]!.toUpperCase()}${word.slice(1)}`))
    .join('');

/** The resource that a path ends in: `clusters`, `hosts` … */
const tagOf = (path: string): string => {
  const named = ['hosts', 'groups', 'tasks', 'services', 'decisions', 'clusters', 'task-definitions', 'operations'];
  return named.find((name) => path.split('/').includes(name)) ?? 'root';
};

type Shape = NonNullable<Route['query']>;

const parameters = (place: 'path' | 'query', shape: Shape): readonly unknown[] => {
  const { properties = {}, required = [] } = schemaOf(z.object(shape)) as {
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema,
  }));
};

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string', maxLength: 257 },
});

const json = (description: string | undefined) => ({
  description,
  content: { 'application/json': { schema: { type: 'object' } } },
});

const schemaOf = (schema: z.ZodMiniType): unknown => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId', 'retryable'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { enum: Object.keys(errorTable) },
    requestId: { type: 'string' },
    retryable: { type: 'boolean' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['detail'],
        anyOf: [{ required: ['pointer'] }, { required: ['parameter'] }, { required: ['header'] }],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body' },
          parameter: { type: 'string', description: 'in the path or the query' },
          header: { type: 'string' },
          detail: { type: 'string' },
          hint: { type: 'string' },
        },
      },
    },
    hint: { type: 'string' },
    cause: { type: 'object', properties: { service: { type: 'string' }, code: { type: 'string' } } },
  },
};
