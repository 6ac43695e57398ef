/** Whether asking for the very same again is a new try: something stands still, and only people get it going. */
import type { Observations } from '../ports/stores.ts';

export interface StandsStillPorts {
  readonly observations: Pick<Observations, 'read'>;
}

/** What was seen last of this generation: our memory of the cluster is not to be trusted. */
export const clusterStandsStill = async (cluster: string, ports: StandsStillPorts): Promise<boolean> =>
  ((await ports.observations.read(cluster))?.riddles ?? []).length > 0;

/** ECS gave up on rolling out this very generation. */
export const serviceStandsStill = async (
  { cluster, service }: { readonly cluster: string; readonly service: string },
  generation: number,
  ports: StandsStillPorts,
): Promise<boolean> => {
  const seen = (await ports.observations.read(cluster))?.services.find((one) => one.service === service);
  return seen?.generation === generation && seen.rolloutState === 'FAILED';
};
