/** One task at a time, and which hosts could take it. */
import type { HostCapacity } from '../../shared/ecs/host.ts';
import { type HostFailure, obstaclesFor, type PlacementRequest, placeTasks } from '../../shared/ecs/placement.ts';

type Placement =
  | { readonly status: 'placed'; readonly host: HostCapacity }
  | { readonly status: 'failed'; readonly failures: readonly HostFailure[] };

export const placeTask = (request: PlacementRequest): Placement => {
  const { placed, failures } = placeTasks(request, 1);
  const host = request.hosts.find(({ id }) => id === placed[0]);
  return host === undefined ? { status: 'failed', failures } : { status: 'placed', host };
};

export const validHosts = (request: Omit<PlacementRequest, 'strategies' | 'random'>): readonly HostCapacity[] => {
  const obstaclesOn = obstaclesFor(request);
  return request.hosts.filter((host) => obstaclesOn(host).length === 0);
};
