import { describe, expect, test } from 'vitest';
import { type DaemonHost, decideDaemons } from '../../../local/cloud/ecs/behaviour/daemon-decision.ts';

const host = (name: string, more: Partial<DaemonHost<string, string>> = {}): DaemonHost<string, string> => ({
  host: name,
  fit: true,
  occupied: false,
  leaving: false,
  tasks: [],
  ...more,
});
const task = (name: string, current = true, running = true) => ({
  task: name,
  current,
  running,
  healthy: running,
  shielded: false,
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon */
describe('the decision about a DAEMON service', () => {
  test.each([
    { reason: 'an empty host gets one', hosts: [host('a')], desired: 1, stop: [], startOn: ['a'] },
    {
      reason: 'a host with one is left alone',
      hosts: [host('a', { tasks: [task('1')] })],
      desired: 1,
      stop: [],
      startOn: [],
    },
    {
      reason: 'a host that is not fit gets none',
      hosts: [host('a', { fit: false })],
      desired: 0,
      stop: [],
      startOn: [],
    },
    {
      reason: 'a daemon leaves a drained host last',
      hosts: [
        host('a', { fit: false, occupied: true, tasks: [task('1')] }),
        host('b', { fit: false, tasks: [task('2')] }),
      ],
      desired: 0,
      stop: ['2'],
      startOn: [],
    },
    {
      reason: 'the next one waits until the last has left',
      hosts: [host('a', { leaving: true })],
      desired: 1,
      stop: [],
      startOn: [],
    },
    {
      reason: 'of two on a host the older deployment’s goes',
      hosts: [host('a', { tasks: [task('old', false), task('new')] })],
      desired: 1,
      stop: ['old'],
      startOn: [],
    },
  ])('$reason', ({ hosts, reason: _, ...decision }) => {
    expect(decideDaemons(hosts, 0)).toEqual(decision);
  });

  test('a deployment stops as many at once as the minimum percent, rounded up, allows', () => {
    const hosts = ['a', 'b', 'c', 'd'].map((name) => host(name, { tasks: [task(name, false)] }));
    expect(decideDaemons(hosts, 60).stop).toEqual(['a']);
    expect(decideDaemons(hosts, 50).stop).toEqual(['a', 'b']);
    expect(decideDaemons(hosts, 0).stop).toEqual(['a', 'b', 'c', 'd']);
  });
});
