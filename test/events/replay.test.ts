/** Every file of events/ through the functions that serverless.yml routes it to, on the whole stack. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { route } from '../../local/cloud/events/behaviour/emit.ts';
import { expectUsedWithinGranted } from '../support/roles.ts';
import { type Entry, entries, payload } from './catalogue.ts';
import { type Stage, stage } from './stage.ts';

let here: Stage;
beforeAll(async () => {
  here = await stage();
});

const among = (kind: string): readonly Entry[] => entries.filter(({ file }) => file.startsWith(`${kind}/`));

describe.each(among('bus'))('$file', ({ file, goesTo }) => {
  it(goesTo.length === 0 ? 'is listened to by no rule' : 'is routed where the catalogue says', async () => {
    here.called();
    route(here.cloud.world, payload(file));
    await here.driver.pass(3_000);
    const called = here.called().filter((name) => name !== 'on-minute-passed');
    expect(called.toSorted()).toEqual(goesTo.toSorted());
  });

  if (goesTo.length === 0) return;

  it('of another account is acknowledged, even of a namesake of our cluster, and nothing comes of it', async () => {
    const said: unknown[] = [];
    const changes = await here.changes(goesTo, async () => {
      for (const name of goesTo)
        for (const event of [payload(file), here.atHome(file, '999999999999')])
          said.push(await here.invoke(name, event));
    });
    for (const one of said) expect(['ignored', expect.objectContaining({ status: 'ignored' })]).toContainEqual(one);
    expect(changes).toEqual([]);
  });

  if (goesTo.includes('on-fleet-changed'))
    it('of our cluster wakes the one writer, unless it is about a host that has joined long ago', async () => {
      const event = here.atHome(file);
      const canWait =
        event['detail-type'] === 'ECS Container Instance State Change' && event.detail.status === 'ACTIVE';
      const changes = await here.changes(['on-fleet-changed'], async () => {
        route(here.cloud.world, event);
        await here.driver.pass(3_000);
      });
      expect(changes).toEqual(canWait ? [] : ['sqs:SendMessage']);
    });

  if (goesTo.includes('on-task-stopped'))
    it('of our cluster is kept, though ECS knows no such task', async () => {
      const { detail } = here.atHome(file);
      expect(await here.invoke('on-task-stopped', here.atHome(file))).toBe('kept');
      const answer = await here.api('GET', `/v1/clusters/my-cluster/tasks/${detail.taskArn.split('/').at(-1)}`);
      expect(answer).toMatchObject({ status: 200, body: { stopCode: detail.stopCode } });
    });
});

it('schedule/minute-passed.json wakes the one writer for every managed cluster', async () => {
  const event = payload('schedule/minute-passed.json');
  const changes = await here.changes(['on-minute-passed'], () => here.invoke('on-minute-passed', event));
  expect(changes).toEqual(['sqs:SendMessage']);
});

describe('queue/reconcile.json', () => {
  const event = payload('queue/reconcile.json');

  /** The record as the queue hands it out that was sent then. */
  const sent = (sentAt: number) => {
    const [record] = event.Records;
    const body = JSON.stringify({ cluster: 'my-cluster', cause: 'a test', sentAt });
    const times = { SentTimestamp: String(sentAt), ApproximateFirstReceiveTimestamp: String(sentAt) };
    return { Records: [{ ...record, body, attributes: { ...record.attributes, ...times } }] };
  };

  it('is a look at the cluster, after which nothing is handed out again', async () => {
    const fresh = sent(here.cloud.clock.now());
    const changes = await here.changes(['on-reconcile-due'], async () =>
      expect(await here.invoke('on-reconcile-due', fresh)).toEqual({ batchItemFailures: [] }),
    );
    expect(changes).toContain('dynamodb:PutItem');
    expect(changes.filter((change) => /^(ec2|ecs|ssm):/.test(change))).toEqual([]);
  });

  it('of a cluster that nobody manages changes nothing', async () => {
    const unknown = JSON.parse(JSON.stringify(event).replaceAll('my-cluster', 'not-ours'));
    const changes = await here.changes(['on-reconcile-due'], () => here.invoke('on-reconcile-due', unknown));
    expect(changes).toEqual([]);
  });

  it('sent before the last look is taken off the queue without another', async () => {
    const old = sent(here.cloud.clock.now() - 10 * 60_000);
    const changes = await here.changes(['on-reconcile-due'], () => here.invoke('on-reconcile-due', old));
    expect(changes).toEqual([]);
  });
});

describe('steps', () => {
  const step = (name: string) => here.invoke(`steps-${name}`, payload(`steps/${name}.json`));

  it('check-input answers with the wish that write-wish takes, and what look is about', async () => {
    const { wish, operation, requestedAt } = payload('steps/write-wish.json');
    const about = payload('steps/look.json').wish;
    expect(await step('check-input')).toEqual({ wish, operation, requestedAt, about });
  });

  it('write-wish answers with the mark that look takes', async () => {
    const mark = await step('write-wish');
    expect(mark.generation).toBe(1);
    expect(Object.keys(mark).toSorted()).toEqual(Object.keys(payload('steps/look.json').mark).toSorted());
  });

  it('look says that the cluster is as wished', async () => {
    expect(await step('look')).toMatchObject({ settled: true });
  });

  it('place-tasks starts the tasks, and watch-tasks looks at such', async () => {
    await here.api('POST', '/v1/task-definitions', readFileSync('examples/task-definitions/ransom.json', 'utf8'));
    const { started, chunks } = await step('place-tasks');
    expect(started).toHaveLength(payload('steps/place-tasks.json').wish.count);
    expect(chunks).toEqual([]);
    await here.driver.pass(30_000);
    const those = { ...payload('steps/watch-tasks.json'), tasks: started };
    expect(await here.invoke('steps-watch-tasks', those)).toMatchObject({ settled: true });
  });

  it('watch-tasks counts a task that ECS has forgotten and the table has kept, and waits for the other', async () => {
    const stopped = payload('bus/ecs-task-state-change-stopped-essential-container-exited.json').detail.taskArn;
    expect(payload('steps/watch-tasks.json').tasks).toContain(stopped.split('/').at(-1));
    expect(await step('watch-tasks')).toMatchObject({ settled: false, waitingFor: ['1 of 2 tasks are about to run'] });
  });
});

it('no role was used for more than it is granted', () => expectUsedWithinGranted(here));
