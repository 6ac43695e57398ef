import { configParameter } from '../domain/agent-config.ts';
import { existingCluster, groupOf } from './change-cluster.ts';
import { type ReadHostsPorts, readHosts } from './read-hosts.ts';

export interface ConfigReport {
  readonly cluster: string;
  readonly group: string;
  /** Of the cluster's spec, which the config is part of. */
  readonly generation: number;
  readonly agent: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
  /** Name of the SSM parameter that hosts read at boot. */
  readonly parameter: string;
  /** The generation that was last looked at: with an older one, hosts that seem current may turn out not to be. */
  readonly observedGeneration: number;
  /** What it was then, as `name:version`. */
  readonly configVersion?: string;
  readonly hosts: readonly { readonly host: string; readonly config?: string; readonly current: boolean }[];
  /** Hosts keep what they read at boot: these have to be replaced to run the current version. */
  readonly hostsOnOldVersion: readonly string[];
}

export type ReadConfigPorts = ReadHostsPorts & { readonly parameterPrefix: string };

/**
 * The host config of a group, and which hosts run it. Right after a change (`changed`) its version is not written yet, so
 * every host runs an old one. Throws `ClusterNotFound`,
 * `GroupNotFound`.
 */
export const readConfig = async (
  cluster: string,
  group: string,
  ports: ReadConfigPorts,
  changed = false,
): Promise<ConfigReport> => {
  const stored = await existingCluster(cluster, ports);
  const { agent, attributes } = groupOf(stored, group);
  const { hosts } = await readHosts(cluster, ports);
  const observation = await ports.observations.read(cluster);
  const seen = observation?.groups.find((one) => one.group === group);
  const ours = hosts
    .filter((host) => host.group === group && host.state !== 'terminating')
    .map(({ host, config }) => ({
      host,
      ...(config !== undefined && { config: config.version }),
      current: !changed && config?.current === true,
    }));
  return {
    cluster,
    group,
    generation: stored.generation,
    agent,
    attributes,
    parameter: configParameter(ports.parameterPrefix, cluster, group),
    observedGeneration: observation?.generation ?? 0,
    ...(seen !== undefined && !changed && { configVersion: seen.configVersion }),
    hosts: ours,
    hostsOnOldVersion: ours.filter(({ current }) => !current).map(({ host }) => host),
  };
};
