/** How others are asked: AWS, the queue, the workflows. */
import { aimOf, fault, requests } from '../aims.ts';
import type { Mutant } from '../mutant.ts';

export const asking: readonly Mutant[] = [
  {
    name: 'no-message-group',
    file: 'shared/aws/sqs-wake.ts',
    find: 'MessageGroupId: message.cluster,',
    replace: 'MessageGroupId: around.uuid(),',
    why: 'Two reconciles of one cluster run at once and know nothing of each other.',
    expected: ['one-look-at-a-time'],
  },
  {
    name: 'messages-taken-for-answered',
    file: 'shared/use-cases/answered.ts',
    find: 'sentAt < (last.heardUntil ?? last.startedAt)',
    replace: 'sentAt >= (last.heardUntil ?? last.startedAt)',
    why: 'Whoever wakes us for something new is not listened to.',
    expected: ['comes-to-rest', 'nothing-asked-is-lost'],
  },
  {
    name: 'existing-execution-taken-for-done',
    file: 'shared/aws/sfn-workflows.ts',
    find: "if (codeOf(error) !== 'ExecutionAlreadyExists') throw error;",
    replace: "if (codeOf(error) === 'AccessDeniedException') throw error;",
    why: 'A change that Step Functions never heard of is reported as begun.',
    expected: ['operations-begin'],
    aim: aimOf(
      13,
      [1, fault('call-error', 8, { service: 'sfn', operation: 'StartExecution' })],
      ...requests(2, 3, 'task-run'),
    ),
  },
  {
    name: 'run-token-per-try',
    file: 'shared/domain/tokens.ts',
    find: "hashOf('run-task', operation, chunk, attempt).slice(0, 32);",
    replace:
      "hashOf('run-task', operation, chunk, attempt, (globalThis.tries = (globalThis.tries ?? 0) + 1)).slice(0, 32);",
    why: 'A task that was to run once runs as often as it was tried.',
    expected: ['runs-once'],
    aim: aimOf(
      13,
      [1, fault('call-reply-lost', 4, { service: 'ecs', operation: 'RunTask', times: 6 })],
      ...requests(2, 4, 'task-run'),
    ),
  },
  {
    name: 'key-in-the-index',
    file: 'shared/use-cases/request-change.ts',
    find: 'requestedBy: origin.caller,',
    replace: "requestedBy: origin.caller + ' ' + origin.key,",
    why: 'Whoever may read operations learns the keys that clients send, and with them what they hide in them.',
    expected: ['secrets-stay-secret'],
    aim: aimOf(13, ...requests(1, 2, 'task-run')),
  },
  {
    name: 'sweep-wakes-nobody',
    file: 'shared/use-cases/sweep.ts',
    find: "for (const cluster of clusters) await ports.wake.wake({ cluster, cause: 'a minute has passed', sentAt: now });",
    replace: '',
    why: 'What no event tells of is never noticed.',
    expected: ['looked-at-in-time', 'comes-to-rest', 'nothing-asked-is-lost'],
  },
];
