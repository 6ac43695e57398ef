/** The hosts' agents, reached through SSM, which does not need ECS's agent to be well. */
export interface Agents {
  /** Of these instances, the ids of those whose SSM agent is online. */
  reachable(instanceIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Restarts the ECS agent by our own document, which takes no parameters. Returns when the command is sent, not when it has
   * run; at least once, and harmless: containers go on. `unreachable` when SSM does not manage the instance now.
   */
  restart(instanceId: string): Promise<'sent' | 'unreachable'>;
}
