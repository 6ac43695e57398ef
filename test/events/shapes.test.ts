/** The payloads in events/ look like those that the embedded AWS hands to functions, field by field. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { runningStack } from '../support/running-stack.ts';
import { payload } from './catalogue.ts';

// biome-ignore lint/suspicious/noExplicitAny: payloads of many shapes.
const handed = new Map<string, any[]>();

beforeAll(async () => {
  const { cloud, carryOut, driver } = await runningStack();
  for (const [name, hosted] of cloud.world.lambda.functions)
    cloud.world.lambda.functions.set(name, {
      ...hosted,
      invoke: (event, context) => {
        const key = name.replace('quaymaster-test-', '');
        handed.set(key, [...(handed.get(key) ?? []), structuredClone(event)]);
        return hosted.invoke(event, context);
      },
    });
  await carryOut('PUT', '/v1/clusters/my-cluster', {
    groups: [{ name: 'main', count: 1, instanceTypes: ['t3.medium'] }],
  });
  await carryOut('POST', '/v1/task-definitions', readFileSync('examples/task-definitions/ransom.json', 'utf8'));
  const { body } = await carryOut('POST', '/v1/clusters/my-cluster/tasks', { taskDefinition: 'ransom' });
  await carryOut('DELETE', `/v1/clusters/my-cluster/tasks/${body.result.tasks[0].id ?? body.result.tasks[0]}`);
  await driver.pass(60_000);
});

const fields = (value: unknown): readonly string[] => Object.keys(Object(value)).toSorted();

const alike = [
  {
    file: 'http/put-cluster.json',
    to: 'api-clusters',
    parts: ['', 'requestContext', 'requestContext.authorizer.iam', 'requestContext.http'],
  },
  { file: 'queue/reconcile.json', to: 'on-reconcile-due', parts: ['', 'Records.0', 'Records.0.attributes'] },
  { file: 'schedule/minute-passed.json', to: 'on-minute-passed', parts: [''] },
  { file: 'steps/check-input.json', to: 'steps-check-input', parts: [''] },
  { file: 'steps/write-wish.json', to: 'steps-write-wish', parts: ['', 'wish', 'wish.spec', 'wish.spec.groups.0'] },
  { file: 'steps/look.json', to: 'steps-look', parts: ['', 'wish', 'mark'] },
  { file: 'steps/place-tasks.json', to: 'steps-place-tasks', parts: ['', 'wish'] },
  { file: 'steps/watch-tasks.json', to: 'steps-watch-tasks', parts: [''] },
];

it.each(alike)('$file has the fields of what $to is given', ({ file, to, parts }) => {
  const [first] = handed.get(to) ?? [];
  for (const part of parts) {
    const at = (value: unknown) =>
      part.split('.').reduce((inner, key) => (key === '' ? inner : Object(inner)[key]), value);
    expect({ part, fields: fields(at(payload(file))) }).toEqual({ part, fields: fields(at(first)) });
  }
});

const happened = [
  { file: 'bus/ec2-instance-state-change-running.json', to: 'on-fleet-changed', like: { state: 'running' } },
  { file: 'bus/ecs-container-instance-state-change.json', to: 'on-fleet-changed', like: { status: 'ACTIVE' } },
  {
    file: 'bus/ecs-task-state-change-stopped-by-scheduler.json',
    to: 'on-task-stopped',
    like: { lastStatus: 'STOPPED' },
  },
];

it.each(happened)('everything that $file tells, the embedded AWS tells too', ({ file, to, like }) => {
  const event = handed
    .get(to)
    ?.find(({ detail }) => Object.entries(like).every(([key, value]) => detail[key] === value));
  expect(fields(payload(file))).toEqual(fields(event));
  expect(fields(event.detail)).toEqual(expect.arrayContaining([...fields(payload(file).detail)]));
});
