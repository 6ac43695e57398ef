import { AppError } from '../domain/errors.ts';
import { type OperationReport, operationReport } from '../domain/operation-report.ts';
import type { Operations } from '../ports/stores.ts';
import type { Executions } from '../ports/workflows.ts';

interface Ports {
  readonly operations: Operations;
  readonly executions: Executions;
}

/** With its steps. Throws `OperationNotFound`. */
export const readOperation = async (id: string, { operations, executions }: Ports): Promise<OperationReport> => {
  const entry = await operations.read(id);
  if (entry === undefined) {
    throw new AppError('OperationNotFound', `There is no operation ${id}; they are kept for 30 days.`);
  }
  if (entry.executionArn === undefined) return operationReport(entry, undefined, []);
  const [execution, steps] = await Promise.all([
    executions.describe(entry.executionArn),
    executions.steps(entry.executionArn),
  ]);
  return operationReport(entry, execution, steps);
};

/** Newest first, with their states but without steps: each costs a call of its own. */
export const listOperations = async (
  query: { readonly limit: number; readonly cursor?: string },
  { operations, executions }: Ports,
): Promise<{ readonly operations: readonly Omit<OperationReport, 'steps'>[]; readonly next?: string }> => {
  const { items, next } = await operations.list(query);
  const reports = await Promise.all(
    items.map(async (entry) => {
      const execution = entry.executionArn === undefined ? undefined : await executions.describe(entry.executionArn);
      const { steps: _, ...report } = operationReport(entry, execution, []);
      return report;
    }),
  );
  return { operations: reports, ...(next === undefined ? {} : { next }) };
};
