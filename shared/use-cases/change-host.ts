/** What people do to one host: drain, activate, replace, terminate. */
import { AppError } from '../domain/errors.ts';
import type { HostReport } from '../domain/host-report.ts';
import type { ChangeHost, ReplaceHost } from '../domain/wish.ts';
import { type AskedChange, changes, type Verdict } from './asked-change.ts';
import { type ReadHostsPorts, readHost } from './read-hosts.ts';

interface Named {
  readonly cluster: string;
  readonly host: string;
  readonly deadlineSeconds?: number;
}

export const changeHost = (
  named: Named,
  change: ChangeHost['change'],
  ports: ReadHostsPorts,
): AskedChange<ChangeHost> => ({
  wish: () => ({ kind: 'change-host', change, ...named }),
  judge: async () => judge(change, await ownHost(named, ports)),
});

export const replaceHost = (named: Named, ports: ReadHostsPorts): AskedChange<ReplaceHost> => ({
  wish: () => ({ kind: 'replace-host', ...named }),
  judge: async () => judge('replace', await ownHost(named, ports)),
});

const ownHost = async ({ cluster, host }: Named, ports: ReadHostsPorts): Promise<HostReport> => {
  const found = await readHost(cluster, host, ports);
  if (found.ours) return found;
  throw new AppError('HostNotFound', `${host} is in the cluster, but it is not ours: it is counted and never touched.`);
};

const judge = (change: ChangeHost['change'] | 'replace', host: HostReport): Verdict => {
  const { state, disruption } = host;
  if (change === 'activate' && (state === 'terminating' || disruption?.stage === 'terminating'))
    throw new AppError('BeingDeleted', `${host.host} is being terminated, which cannot be undone.`);
  const because = already(change, host);
  return because === undefined ? changes : { status: 'unchanged', because };
};

/** Why nothing is left to do, if nothing is. */
const already = (change: ChangeHost['change'] | 'replace', host: HostReport): string | undefined => {
  const { disruption, state } = host;
  const underWay = disruption !== undefined && disruption.stage !== 'given-up' && disruption.stage !== 'drained';
  const going = state === 'terminating' || (underWay && ['replace', 'remove', 'terminate'].includes(disruption.kind));
  switch (change) {
    case 'replace':
      return going ? `${host.host} is going already.` : undefined;
    case 'terminate':
      return state === 'terminating' || (underWay && disruption.kind === 'terminate')
        ? `${host.host} is being terminated already.`
        : undefined;
    case 'drain':
      if (going) return `${host.host} is going already.`;
      return state === 'draining' || (underWay && disruption.kind === 'drain')
        ? `${host.host} is draining already.`
        : undefined;
    case 'activate':
      return (state === 'joined' || state === 'away') && disruption === undefined
        ? `${host.host} is active.`
        : undefined;
  }
};
