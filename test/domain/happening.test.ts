import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { happeningOf } from '../../shared/domain/happening.ts';

const home = { account: '000000000000', region: 'us-east-1' };
const event = (source: string, type: string, detail: object, changes: object = {}) =>
  happeningOf({ source, 'detail-type': type, detail, ...home, resources: [], ...changes }, home);
const health = (detail: object, changes: object = {}) =>
  event('aws.health', 'AWS Health Event', { service: 'EC2', eventTypeCode: 'AWS_EC2_X', ...detail }, changes);
const id = (number: number) => `i-${String(number).padStart(8, '0')}`;

describe('an event of AWS Health', () => {
  it('is about the affected entities and the resources, each once', () => {
    const affectedEntities = [{ entityValue: id(1) }, { entityValue: id(2) }, { entityValue: id(1) }];
    expect(health({ affectedEntities }, { resources: [id(2), id(3)] })).toEqual({
      about: 'instances',
      instances: [id(1), id(2), id(3)],
      cause: 'AWS Health Event AWS_EC2_X',
      tells: 'maintenance',
    });
  });

  it('is about no more than a hundred instances', () => {
    const resources = Array.from({ length: 500 }, (_, index) => id(index));
    expect(health({}, { resources })).toMatchObject({ instances: resources.slice(0, 100) });
  });

  it.each([
    { reason: 'of another service', detail: { service: 'RDS' }, changes: { resources: [id(1)] } },
    { reason: 'that names nobody', detail: {}, changes: {} },
    {
      reason: 'that names what is no instance',
      detail: { affectedEntities: [{ entityValue: 7 }, null, 'i-1'] },
      changes: {},
    },
    { reason: 'of another account', detail: {}, changes: { resources: [id(1)], account: '999999999999' } },
    { reason: 'of another region', detail: {}, changes: { resources: [id(1)], region: 'eu-west-1' } },
  ])('$reason is about nothing', ({ detail, changes }) => {
    expect(health(detail, changes).about).toBe('nothing');
  });
});

describe('an event of EC2', () => {
  it.each([
    { state: 'shutting-down', shows: 'leaving' },
    { state: 'terminated', shows: 'leaving' },
    { state: 'stopping', shows: 'leaving' },
    { state: 'stopped', shows: 'leaving' },
    { state: 'running', shows: undefined },
    { state: 'pending', shows: undefined },
  ])('that an instance is $state lets EC2 show it as $shows', ({ state, shows }) => {
    const found = event('aws.ec2', 'EC2 Instance State-change Notification', { 'instance-id': id(1), state });
    expect(found).toMatchObject({ about: 'instances', instances: [id(1)] });
    expect('shows' in found ? found.shows : undefined).toBe(shows);
  });
});

describe('an event of ECS', () => {
  const clusterArn = 'arn:aws:ecs:us-east-1:000000000000:cluster/c';

  it('about the health of a host is never put off', () => {
    const found = event('aws.ecs', 'ECS Container Instance Health Change', { clusterArn, overallStatus: 'IMPAIRED' });
    expect(found).toEqual({
      about: 'cluster',
      cluster: 'c',
      cause: 'ECS Container Instance Health Change IMPAIRED',
    });
  });

  it.each([
    { lastStatus: 'STOPPED', tells: 'tasks' },
    { lastStatus: 'RUNNING', tells: undefined },
  ])('about a task that is $lastStatus tells of $tells', ({ lastStatus, tells }) => {
    expect(event('aws.ecs', 'ECS Task State Change', { clusterArn, lastStatus })).toEqual({
      about: 'cluster',
      cluster: 'c',
      cause: `ECS Task State Change ${lastStatus}`,
      ...(tells !== undefined && { tells }),
    });
  });
});

it('whatever comes is an answer, and nothing but words of AWS reach a log through it', () => {
  const source = fc.constantFrom('aws.ecs', 'aws.ec2', 'aws.health', 'x');
  const hostile = fc.record({ source, 'detail-type': fc.anything(), detail: fc.anything(), resources: fc.anything() });
  fc.assert(
    fc.property(hostile, (raw) => {
      const found = happeningOf({ ...raw, ...home }, home);
      if (found.about !== 'nothing') expect(found.cause).toMatch(/^[A-Za-z0-9 _-]*$/);
    }),
  );
});
