import { expect, it, vi } from 'vitest';
import { logWith } from '../../shared/lambda/logger.ts';
import { inhabit } from '../../shared/runtime.ts';
import { quietSurroundings } from '../support/surroundings.ts';

vi.mock('../../shared/config.ts', () => ({ environment: {}, readSettings: () => ({ logLevel: 'INFO' }) }));

it('writes a line of JSON with the keys of the invocation, which no other invocation shares', () => {
  const around = quietSurroundings();
  inhabit(() => around);
  const { lines } = around;
  const [first, second] = [logWith({ requestId: '1' }), logWith({ requestId: '2' })];
  first.info('one\nline', { cluster: 'c' });
  second.error('went wrong', new TypeError('why'));
  second.info('on');
  first.debug('not asked for');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'INFO', message: 'one\nline', requestId: '1', cluster: 'c', timestamp: '2023-11-14T22:13:20.000Z' },
    { level: 'ERROR', message: 'went wrong', requestId: '2', error: { name: 'TypeError', message: 'why' } },
    { level: 'INFO', message: 'on', requestId: '2' },
  ]);
  expect(JSON.parse(lines[2]!)).not.toHaveProperty('cluster');
});
