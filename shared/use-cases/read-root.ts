import type { ClusterSpecs, Observations } from '../ports/stores.ts';
import { type ClusterLine, listClusters } from './read-clusters.ts';

export interface RootReport {
  readonly service: 'quaymaster';
  readonly version: string;
  readonly stack: string;
  readonly stage: string;
  readonly region: string;
  readonly account: string;
  /** True where no AWS is: no account has only zeros. */
  readonly simulated: boolean;
  readonly clusters: readonly (ClusterLine & { readonly link: string })[];
  readonly links: Readonly<Record<string, string>>;
}

/** What runs where. */
export const readRoot = async (
  place: Pick<RootReport, 'version' | 'stack' | 'stage' | 'region' | 'account'>,
  ports: { readonly clusterSpecs: ClusterSpecs; readonly observations: Observations },
): Promise<RootReport> => ({
  service: 'quaymaster',
  version: place.version,
  stack: place.stack,
  stage: place.stage,
  region: place.region,
  account: place.account,
  simulated: place.account === '000000000000',
  clusters: (await listClusters(ports)).map((line) => ({ ...line, link: `/v1/clusters/${line.cluster}` })),
  links: {
    clusters: '/v1/clusters',
    taskDefinitions: '/v1/task-definitions',
    operations: '/v1/operations',
    openapi: '/v1/openapi.json',
  },
});
