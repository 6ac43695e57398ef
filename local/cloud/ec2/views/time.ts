/** EC2 shows whole seconds: `2026-01-05T12:00:00.000Z`. */
export const showTime = (at: number): Date => new Date(at - (at % 1_000));
