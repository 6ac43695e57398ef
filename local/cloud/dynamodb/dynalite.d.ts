/** The little of dynalite that is used here; it brings no types. */
declare module 'dynalite' {
  interface Options {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }
  /** An HTTP server that need not listen: it answers every `request` event. */
  const dynalite: (options?: Options) => import('node:http').Server;
  export = dynalite;
}
