import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clusterArn,
  containerInstanceArn,
  parseArn,
  parseTaskDefinitionReference,
  serviceArn,
  shortName,
  taskArn,
  taskDefinitionArn,
} from '../../shared/ecs/arns.ts';
import { isAttributeName, isAttributeValue, isClusterName } from '../../shared/ecs/names.ts';

const place = { region: 'us-east-1', account: '123456789012' };

describe('names of clusters, services, families and containers', () => {
  it.each([
    { reason: 'letters, digits, hyphens, underscores', name: 'My_cluster-1', valid: true },
    { reason: '255 characters', name: 'a'.repeat(255), valid: true },
    { reason: '256 characters', name: 'a'.repeat(256), valid: false },
    { reason: 'nothing', name: '', valid: false },
    { reason: 'a line break at the end', name: 'cluster\n', valid: false },
    { reason: 'a command substitution', name: '$(reboot)', valid: false },
    { reason: 'a letter of another alphabet', name: 'clüster', valid: false },
  ])('$reason: $valid', ({ name, valid }) => expect(isClusterName(name)).toBe(valid));
});

describe('custom attributes', () => {
  it.each([
    ['stack', 'prod', true],
    ['a/b\\c.d', 'user@host: 1', true],
    ['a b', 'prod', false],
    ['stack', ' prod', false],
    ['stack', '', false],
  ])('%s=%s is valid: %s', (name, value, valid) => {
    expect(isAttributeName(name) && isAttributeValue(value)).toBe(valid);
  });
});

describe('ARNs', () => {
  it.each([
    [clusterArn(place, 'main'), { type: 'cluster', cluster: 'main' }],
    [taskArn(place, 'main', 'abc123'), { type: 'task', cluster: 'main', id: 'abc123' }],
    [containerInstanceArn(place, 'main', 'def456'), { type: 'container-instance', cluster: 'main', id: 'def456' }],
    [serviceArn(place, 'main', 'web'), { type: 'service', cluster: 'main', service: 'web' }],
    [taskDefinitionArn(place, 'web', 7), { type: 'task-definition', family: 'web', revision: 7 }],
  ])('%s is read as it was built', (arn, parts) => {
    expect(parseArn(arn)).toEqual({ ...parts, ...place, partition: 'aws' });
  });

  it('reads nothing into what is not an ARN of ECS', () => {
    fc.assert(fc.property(fc.string(), (text) => parseArn(text) === undefined));
    expect(parseArn('arn:aws:ecs:us-east-1:123456789012:task/main')).toBeUndefined();
    expect(parseArn('arn:aws:s3:::bucket/key')).toBeUndefined();
  });

  it('shortens to the last part', () => {
    expect(shortName(serviceArn(place, 'main', 'web'))).toBe('web');
    expect(shortName('web')).toBe('web');
  });

  it.each([
    ['web', { family: 'web' }],
    ['web:3', { family: 'web', revision: 3 }],
    [taskDefinitionArn(place, 'web', 3), { family: 'web', revision: 3 }],
    ['web:0', undefined],
    ['web:latest', undefined],
    ['we b', undefined],
  ])('the reference %s', (reference, expected) => expect(parseTaskDefinitionReference(reference)).toEqual(expected));
});
