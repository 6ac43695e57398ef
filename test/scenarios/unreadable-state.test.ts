/** A spec that cannot be read never means "nothing is wanted". */
import { describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

describe.each([
  ['is no JSON any more', { body: { S: '{"cluster":"c","spec":' } }, true],
  ['was written by a newer version', { schema: { N: '2' } }, false],
  ['has lost its groups', { body: { S: '{"cluster":"c","generation":1,"spec":{"groups":[]}}' } }, true],
] as const)('the spec of a cluster %s', (_what, spoilt, mends) => {
  it('so nothing is changed there, it is said, and other clusters go on', async () => {
    const story = await cast.story();
    await cast.provisioned(story);
    await cast.provisioned(story, 'd', cast.hosts(2));
    story.cloud.faults.begin('events-dropped', { durableToo: true });
    const { ref: TableName } = await story.driver.finish(story.deployment.lookup('StateTable'));
    const item = (await cast.table(story)).find(({ pk, sk }) => pk?.['S'] === 'SPECS' && sk?.['S'] === 'c');
    await story.aws('dynamodb', 'PutItem', { TableName, Item: { ...item, ...spoilt } });
    const ofC = cast.living(story).filter(({ tags }) => tags.get('quaymaster:cluster') === 'c');
    const [lost] = ofC;
    await story.aws('ec2', 'TerminateInstances', { InstanceIds: [lost?.id] });
    const [other] = await cast.joinedHosts(story, 'd');
    await story.aws('ec2', 'TerminateInstances', { InstanceIds: [other] });
    await story.driver.pass(cast.minutes(6));

    expect(story.launched).toHaveLength(6);
    const alive = cast.living(story).map(({ tags }) => tags.get('quaymaster:cluster') ?? '');
    expect(cast.countBy(alive, (cluster) => cluster)).toEqual({ c: 2, d: 2 });
    expect(await cast.joinedHosts(story, 'd')).toHaveLength(2);

    const read = await story.api('GET', '/v1/clusters/c');
    expect(read).toMatchObject({ status: 500, body: { code: 'UnreadableState' } });
    expect((await story.api('GET', '/v1/clusters/d')).status).toBe(200);
    expect((await story.api('GET', '/v1/clusters')).body.clusters).toMatchObject([
      { cluster: 'c', state: 'unreadable' },
      { cluster: 'd', state: 'settled' },
    ]);
    const said = (await cast.table(story)).filter(
      ({ pk, sk, body }) =>
        pk?.['S'] === 'CLUSTER#c' && sk?.['S']?.startsWith('DECISION') && /cannot be read/.test(body?.['S'] ?? ''),
    );
    expect(said).toHaveLength(1);

    // A later version of ours knows what it has written; what is merely damaged is mended by whoever puts it whole.
    const written = await story.api('PUT', '/v1/clusters/c', cast.hosts(3));
    expect(written.status).toBe(mends ? 202 : 500);
    if (!mends) await story.aws('dynamodb', 'PutItem', { TableName, Item: item });
    await story.driver.pass(cast.minutes(5));
    expect(await cast.joinedHosts(story)).toHaveLength(3);
    expect(story.launched).toHaveLength(7);
  });
});
