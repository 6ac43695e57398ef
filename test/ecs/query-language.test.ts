import { describe, expect, it } from 'vitest';
import { matches, parseExpression } from '../../shared/ecs/query-language.ts';
import { aHost } from './builders.ts';

const guide = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/';
const language = `${guide}cluster-query-language.html`;
const constraints = `${guide}task-placement-constraints.html`;

const attribute = (attributes: Record<string, string>) => aHost({ attributes });
const type = (name: string, zone?: string) => aHost({ type: name, ...(zone && { zone }) });

describe('the examples of AWS', () => {
  it.each([
    {
      source: language,
      expression: 'attribute:ecs.instance-type == t2.small',
      yes: [type('t2.small')],
      no: [type('t2.medium')],
    },
    {
      source: language,
      expression: 'attribute:ecs.availability-zone in [us-east-1a, us-east-1b]',
      yes: [aHost({ zone: 'us-east-1a' }), aHost({ zone: 'us-east-1b' })],
      no: [aHost({ zone: 'us-east-1c' })],
    },
    {
      source: language,
      expression: 'attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d',
      yes: [type('g2.2xlarge', 'us-east-1a')],
      no: [type('g2.2xlarge', 'us-east-1d'), type('t2.small', 'us-east-1a')],
    },
    {
      source: language,
      expression: 'task:group == service:production',
      yes: [aHost({ groups: ['family:x', 'service:production'] })],
      no: [aHost(), aHost({ groups: ['service:test'] })],
    },
    {
      source: language,
      expression: 'not(task:group == database)',
      yes: [aHost(), aHost({ groups: ['service:web'] })],
      no: [aHost({ groups: ['service:web', 'database'] })],
    },
    {
      source: language,
      expression: 'runningTasksCount == 1',
      yes: [aHost({ groups: ['a'] })],
      no: [aHost(), aHost({ groups: ['a', 'b'] })],
    },
    {
      source: language,
      expression: 'agentVersion < 1.14.5',
      yes: [aHost({ agentVersion: '1.9.0' }), aHost({ agentVersion: '1.14.4' })],
      no: [aHost({ agentVersion: '1.14.5' }), aHost({ agentVersion: '1.98.0' })],
    },
    {
      source: language,
      expression: 'registeredAt < 2018-02-13',
      yes: [aHost({ registeredAt: Date.parse('2018-02-12T23:59:59Z') })],
      no: [aHost({ registeredAt: Date.parse('2018-02-13T00:00:00Z') })],
    },
    {
      source: language,
      expression: "ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']",
      yes: [aHost({ ec2InstanceId: 'i-wxyx7890' })],
      no: [aHost()],
    },
    {
      source: constraints,
      expression: 'attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone == us-east-1a',
      yes: [type('t2.small', 'us-east-1a')],
      no: [type('t2.small', 'us-east-1b')],
    },
    {
      source: constraints,
      expression: 'attribute:ecs.instance-type in [t2.small, t2.medium]',
      yes: [type('t2.medium')],
      no: [type('t2.large')],
    },
    { source: constraints, expression: 'attribute:stack == prod', yes: [attribute({ stack: 'prod' })], no: [aHost()] },
    {
      source: `${constraints}: "the instances with the custom attribute stack unless the attribute value is prod"`,
      expression: 'attribute:stack != prod',
      yes: [attribute({ stack: 'test' })],
      no: [attribute({ stack: 'prod' }), aHost()],
    },
    {
      source: constraints,
      expression: 'task:group == databases',
      yes: [aHost({ groups: ['databases'] })],
      no: [aHost()],
    },
  ])('$expression ($source)', ({ expression, yes, no }) => {
    for (const host of yes) expect(matches(expression, host)).toBe(true);
    for (const host of no) expect(matches(expression, host)).toBe(false);
  });
});

describe('operators', () => {
  const host = aHost({ attributes: { stack: 'prod', rank: '9', flag: '' }, groups: ['service:web'] });
  it.each([
    ['attribute:stack equals prod', true],
    ['attribute:stack not_equals prod', false],
    ['attribute:stack exists', true],
    ['attribute:flag exists', true],
    ['attribute:other exists', false],
    ['attribute:other !exists', true],
    ['attribute:stack not_exists', false],
    ['attribute:stack in [test,prod]', true],
    ['attribute:stack !in [test, prod]', false],
    ['attribute:stack not_in ["test"]', true],
    ['attribute:other not_in [test]', false],
    ['attribute:stack matches p.*d', true],
    ['attribute:stack !~ p.*', false],
    ['attribute:stack not_matches x.*', true],
    ['attribute:rank > 10', false],
    ['attribute:rank less_than 10', true],
    ['attribute:rank >= 9', true],
    ['attribute:stack greater_than_equal abc', true],
    ['attribute:stack==prod&&attribute:rank==9', true],
    ['attribute:stack == test || attribute:rank == 9', true],
    ['attribute:stack == test or attribute:stack == prod and attribute:rank == 1', false],
    ['(attribute:stack == test or attribute:stack == prod) and attribute:rank == 9', true],
    ['not attribute:stack == test and attribute:rank == 9', true],
    ['!(attribute:stack == prod)', false],
    ['not not attribute:stack == prod', true],
    ['agentConnected == true', true],
    ['agentConnected != true', false],
    ['agentVersion >= 1.98', true],
    ['runningTasksCount greater_than 0', true],
    ['registeredAt > 2025-12-31T22:28:28+00:00', true],
    ['registeredAt less_than_equal 2026-01-01T00:00:00', true],
    ['registeredAt == 2026-01-01T00:00:00Z', true],
    ['task:group != service:web', false],
    ['task:group in [service:api, service:web]', true],
    ['task:group =~ service:.*', true],
    ["attribute:stack == 'prod'", true],
    ['attribute:stack == "prod"', true],
    ['  attribute:stack   ==   prod  ', true],
  ])('%s is %s', (expression, expected) => {
    expect(parseExpression(expression)).toMatchObject({ status: 'parsed' });
    expect(matches(expression, host)).toBe(expected);
  });

  it('take values with spaces and quotes in quotes', () => {
    expect(matches(`attribute:team == "O\\"Neil's team"`, attribute({ team: `O"Neil's team` }))).toBe(true);
  });
});

describe('what is not an expression is refused where it goes wrong', () => {
  it.each([
    ['', 0],
    ['   ', 3],
    ['attribute:stack', 15],
    ['attribute:stack ==', 18],
    ['attribute:stack == prod extra', 24],
    ['attribute:stack = prod', 16],
    ['attribute: == prod', 0],
    ['stack == prod', 0],
    ['(attribute:stack == prod', 24],
    ['attribute:stack == prod)', 23],
    ['attribute:stack in prod', 19],
    ['attribute:stack in [prod', 24],
    ['attribute:stack in []', 20],
    ['agentVersion =~ 1.*', 13],
    ['agentVersion == latest', 16],
    ['runningTasksCount == many', 21],
    ['registeredAt < yesterday', 15],
    ['registeredAt < 2018-13-45', 15],
    ['attribute:a == b and', 20],
    ['attribute:a =~ [a', 15],
    ['attribute:a =~ *a', 15],
    ['task:family == x', 0],
  ])('%j at %d', (expression, position) => {
    expect(parseExpression(expression)).toMatchObject({ status: 'invalid', position });
  });

  it('says what would be right', () => {
    expect(parseExpression('instanceType == t3.medium')).toMatchObject({
      detail: expect.stringContaining('"instanceType" is not a subject; subjects are attribute:<name>, agentConnected'),
    });
    expect(parseExpression('runningTasksCount in [1]')).toMatchObject({
      detail: 'runningTasksCount cannot be compared by in, only by ==, !=, >, >=, <, <=',
    });
  });

  it('is satisfied by no host', () => expect(matches('nonsense', aHost())).toBe(false));
});
