/** What is done together: fewer calls, and no promise about order is lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../shared/domain/action.ts';
import { inBatches } from '../../shared/domain/batches.ts';
import { aDisruption } from '../support/situations.ts';

const why = (subject: string) => ({ reason: 'a test', rule: 'test', subject, cause: 'automatic' as const });
const enter = (host: string, group = 'main'): Action => ({
  type: 'enter-disruption',
  group,
  disruption: aDisruption({ host, kind: 'remove' }),
  ...why(host),
});
const drain = (host: string): Action => ({
  type: 'set-status',
  containerInstance: `arn/${host}`,
  status: 'DRAINING',
  ...why(host),
});
const terminate = (host: string): Action => ({ type: 'terminate', group: 'main', host, ...why(host) });
const deregister = (host: string): Action => ({ type: 'deregister', containerInstance: `arn/${host}`, ...why(host) });
const service = (name: string): Action => ({ type: 'delete-service', service: name, ...why(name) });

const brief = (action: Action) => `${action.type} ${action.subject}`;
const hosts = ['i-1', 'i-2', 'i-3', 'i-4'];

describe('Actions are carried out together', () => {
  it('as many as one write or one call can do', () => {
    const actions = hosts.flatMap((host) => [enter(host), drain(host), terminate(host)]);
    expect(inBatches(actions).map((batch) => batch.map(brief))).toEqual([
      hosts.map((host) => `enter-disruption ${host}`),
      hosts.map((host) => `set-status ${host}`),
      hosts.map((host) => `terminate ${host}`),
    ]);
  });

  it('but each ledger by itself, and nothing past what is about more than a host', () => {
    const actions = [enter('i-1'), enter('i-2', 'other'), service('web'), enter('i-3')];
    expect(inBatches(actions)).toEqual(actions.map((action) => [action]));
  });

  const anAction = fc.oneof(
    fc.tuple(fc.constantFrom(enter, drain, terminate, deregister), fc.constantFrom(...hosts)).map(([of, id]) => of(id)),
    fc.constantFrom('web', 'api').map(service),
  );

  it('all of them, once, those about one subject in their order, and what is about a service in its place', () => {
    fc.assert(
      fc.property(fc.array(anAction, { maxLength: 30 }), (actions) => {
        const carriedOut = inBatches(actions).flat();
        expect(new Set(carriedOut)).toEqual(new Set(actions));
        expect(carriedOut).toHaveLength(actions.length);
        for (const subject of [...hosts, 'web', 'api']) {
          const about = (list: readonly Action[]) => list.filter((action) => action.subject === subject);
          expect(about(carriedOut)).toEqual(about(actions));
        }
        for (const [place, action] of actions.entries())
          if (action.type === 'delete-service') expect(carriedOut[place]).toBe(action);
      }),
    );
  });
});
