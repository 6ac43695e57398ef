import { describe, expect, it } from 'vitest';
import { aboutAction, aboutSentence } from '../../shared/domain/about.ts';
import type { Action } from '../../shared/domain/action.ts';

const why = { reason: 'r', rule: 'r', cause: 'automatic' } as const;
const groupOf = (host: string) => (host === 'i-0a' ? 'main' : undefined);

describe('what a decision is about', () => {
  const cases: readonly (readonly [Action, object])[] = [
    [
      { ...why, type: 'terminate', subject: 'i-0a', group: 'main', host: 'i-0a' },
      { group: 'main', host: 'i-0a' },
    ],
    [
      { ...why, type: 'deregister', subject: 'i-0a', containerInstance: 'arn' },
      { group: 'main', host: 'i-0a' },
    ],
    [{ ...why, type: 'deregister', subject: 'i-0b', containerInstance: 'arn' }, { host: 'i-0b' }],
    [
      { ...why, type: 'stop-task', subject: 'i-0a', task: 't', why: 'w' },
      { group: 'main', host: 'i-0a', task: 't' },
    ],
    [{ ...why, type: 'stop-task', subject: 't', task: 't', why: 'w' }, { task: 't' }],
    [{ ...why, type: 'delete-service', subject: 'web', service: 'web' }, { service: 'web' }],
    [{ ...why, type: 'delete-cluster', subject: 'c' }, {}],
  ];
  it.each(cases.map(([action, about]) => ({ type: action.type, subject: action.subject, action, about })))(
    'of $type $subject',
    ({ action, about }) => expect(aboutAction(action, groupOf)).toEqual(about),
  );

  it.each([
    ['i-0a waits: 1 of 1 disruptions of main are in flight', { group: 'main', host: 'i-0a' }],
    ['i-0a and i-0b have the same agent', {}],
    ['service web stays at web:1: failed', { service: 'web' }],
    ['service webby is not one of these', {}],
    ['maintenance is not the group main-2', {}],
  ])('of the sentence: %s', (sentence, about) => {
    expect(aboutSentence(sentence, { groups: ['main', 'other'], services: ['web', 'api'] })).toEqual(about);
  });
});
