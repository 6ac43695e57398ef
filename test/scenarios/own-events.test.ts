/** What others can hear of us on the account's bus: each heal once, and brakes that begin and end to hold. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import { type Sent, shapeOf } from '../events/own-events.ts';
import * as cast from './cast.ts';
import { measured } from './measured.ts';

const sent: Sent[] = [];
const meter = measured();
const called: string[] = [];
let decisions: readonly { readonly id: string; readonly cause?: string; readonly action?: string }[] = [];

const note: Interceptor = async ({ operation, input, caller }, next) => {
  const answer = await next();
  if (operation === 'PutEvents')
    for (const { Source, DetailType, Detail } of input['Entries'] as Record<
      'Source' | 'DetailType' | 'Detail',
      string
    >[])
      sent.push({ source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail) });
  if (operation === 'Invoke' && caller.role === 'events.amazonaws.com')
    called.push(Buffer.from(input['Payload'] as Uint8Array).toString());
  return answer;
};

beforeAll(async () => {
  const story = await cast.story({ interceptors: [note], onLine: meter.onLine });
  await cast.provisioned(story, 'c', cast.hosts(5));
  await cast.serving(story, 4);
  expect(sent).toEqual([]);

  const [lost = '', hung = '', ...others] = await cast.joinedHosts(story);
  await story.aws('ec2', 'TerminateInstances', { InstanceIds: [lost] });
  await story.driver.pass(cast.minutes(5));
  story.cloud.faults.begin('agent-hang', { instanceIds: [hung] });
  await story.driver.pass(cast.minutes(20));
  const outage = story.cloud.faults.begin('agent-disconnect', { instanceIds: others.slice() });
  await story.driver.pass(cast.minutes(9));
  outage.end();
  await story.driver.pass(cast.minutes(6));
  decisions = (await story.api('GET', '/v1/clusters/c/decisions?limit=200')).body.decisions;
}, 120_000);

describe('events of our own', () => {
  it('tell each heal once, by the id of the decision', () => {
    const heals = sent.filter((event) => event['detail-type'] === 'Quaymaster Heal');
    const ids = heals.map(({ detail }) => detail.id);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
    const decided = new Map(decisions.map((one) => [one.id, one]));
    for (const { detail } of heals)
      expect(decided.get(detail.id), String(detail['reason'])).toMatchObject({
        cause: 'automatic',
        action: detail['action'],
      });
    expect(meter.sum('Heals')).toBe(heals.length);
  });

  it('tell when a brake begins and ends to hold', () => {
    const brakes = sent.filter((event) => event['detail-type'] === 'Quaymaster Brake').map(({ detail }) => detail);
    expect(brakes.map(({ brake, state }) => `${brake} ${state}`)).toEqual(['group holds', 'group released']);
    expect(Date.parse(String(brakes[1]?.['at']))).toBeGreaterThan(Date.parse(String(brakes[0]?.['at'])));
    expect(brakes[1]?.['since']).toBe(brakes[0]?.['since']);
    expect(Math.max(...meter.values('BrakesHeld'))).toBe(1);
    expect(meter.values('BrakesHeld').at(-1)).toBe(0);
  });

  it('are as events/README.md says', () => {
    for (const event of sent) expect(shapeOf(event), JSON.stringify(event)).toBe('as it should be');
  });

  it('wake nobody of us', () => {
    expect(called.length).toBeGreaterThan(0);
    expect(called.filter((payload) => payload.includes('"quaymaster"'))).toEqual([]);
  });
});
