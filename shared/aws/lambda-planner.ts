/** The port Planner: asks the function `api-plans`, so that the other API functions need not carry the planner. */
import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { AppError } from '../domain/errors.ts';
import type { Wish } from '../domain/wish.ts';
import type { CheckedWish, PlannedChange, Planner, PlanQuestion, PlanReply } from '../ports/planner.ts';
import type { Surroundings } from '../runtime.ts';
import { asking } from './aws-errors.ts';
import { clientOf } from './client.ts';

export const lambdaPlanner = (around: Surroundings, functionName: string): Planner => {
  const lambda = clientOf(LambdaClient, around);

  const ask = async <Answer>(question: PlanQuestion): Promise<Answer> => {
    const Payload = new TextEncoder().encode(JSON.stringify(question));
    const answer: InvokeCommandOutput = await asking('lambda', () =>
      lambda.send(new InvokeCommand({ FunctionName: functionName, Payload })),
    );
    if (answer.FunctionError !== undefined) throw new AppError('InternalError', 'the plan could not be made');
    const reply = JSON.parse(new TextDecoder().decode(answer.Payload)) as PlanReply<Answer>;
    if (reply.status === 'refused') throw new AppError(reply.code, reply.message, reply.details);
    return reply.answer;
  };

  return {
    plan: (wish) => ask<PlannedChange>({ ask: 'plan', wish }),
    check: <W extends Wish>(wish: W) => ask<CheckedWish<W>>({ ask: 'check', wish }),
  };
};
