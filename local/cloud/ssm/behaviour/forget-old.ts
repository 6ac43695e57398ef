import type { World } from '../../kernel/world.ts';

/** The history of Run Command goes back so far: https://docs.aws.amazon.com/systems-manager/latest/userguide/running-commands.html */
const keptMs = 30 * 24 * 3_600_000;

/** To be called before commands are looked at: the oldest come first. */
export const forgetOld = (world: World): void => {
  for (const [id, { requestedAt }] of world.ssm.commands) {
    if (world.clock.now() - requestedAt <= keptMs) return;
    world.ssm.commands.delete(id);
  }
};
