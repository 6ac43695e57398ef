/** What the embedded Ecs remembers. */
export interface EcsState {
  readonly kind: 'ecs';
}
export const newEcsState = (): EcsState => ({ kind: 'ecs' });
