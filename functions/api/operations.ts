import { anOperation, paging } from '../../shared/domain/schemas/queries.ts';
import { route } from '../../shared/lambda/call.ts';
import { http } from '../../shared/lambda/http.ts';
import { lookAgain, ok } from '../../shared/lambda/replies.ts';
import { clock, executions, operations } from '../../shared/runtime.ts';
import { listOperations, readOperation } from '../../shared/use-cases/read-operations.ts';

const reading = () => ({ operations: operations(), executions: executions() });

export const routes = {
  'GET /v1/operations': route({
    summary: 'List operations, newest first',
    query: paging,
    answers: { 200: 'A page of operations' },
    run: async ({ query }) => ok(await listOperations(query, reading())),
  }),
  'GET /v1/operations/{operation}': route({
    summary: 'Read an operation: its steps, what it waits for, its result or problem',
    path: anOperation,
    answers: { 200: 'The operation; Retry-After says when to look again while it goes on' },
    run: async ({ path }) => {
      const report = await readOperation(path.operation, reading());
      const goesOn = report.state === 'PENDING' || report.state === 'RUNNING';
      return ok(report, goesOn ? lookAgain(clock().now() - Date.parse(report.requestedAt)) : {});
    },
  }),
};

export const handler = http(routes);
