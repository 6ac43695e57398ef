/** A client of the HTTPS API, as any user would write one: fetch, an operation to follow, nothing of ours imported. */
export interface Operation {
  readonly operation: string;
  readonly state: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  readonly steps: readonly { readonly name: string; readonly state: string }[];
  readonly waitingFor?: readonly string[];
  readonly result?: unknown;
  readonly problem?: { readonly code: string; readonly detail: string };
}
export interface Api {
  get<Answer>(path: string): Promise<Answer>;
  /** Any request; throws on 4xx and 5xx with what the problem says. */
  send<Answer>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Answer }>;
  /** Requests a change and follows its operation to the end; throws when it failed. */
  change(method: string, path: string, body?: unknown): Promise<Operation | undefined>;
}

/** How often an operation is looked at, in wall time: the simulated clock is much faster. */
const lookEveryMs = 150;

/** What a line is about, without the numbers that count up while it is waited for. */
const gist = (line: string): string => line.replaceAll(/\b\d+\b/g, 'n');

export const apiAt = (origin: string, tell: (line: string) => void): Api => {
  const send: Api['send'] = async <Answer>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${origin}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const answer = (await response.json()) as Answer;
    if (response.ok) return { status: response.status, body: answer };
    const { code, detail, errors } = answer as { code?: string; detail?: string; errors?: unknown[] };
    throw new Error(`${method} ${path}: ${response.status} ${code}: ${detail} ${errors ? JSON.stringify(errors) : ''}`);
  };

  const follow = async (path: string): Promise<Operation> => {
    const told = new Set<string>();
    for (;;) {
      const { body } = await send<Operation>('GET', path);
      const news = [...body.steps.map(({ name }) => name), ...(body.waitingFor ?? [])];
      for (const line of news)
        if (!told.has(gist(line))) {
          told.add(gist(line));
          tell(`  · ${line}`);
        }
      if (body.state === 'SUCCEEDED') return body;
      if (body.state !== 'PENDING' && body.state !== 'RUNNING')
        throw new Error(`the operation ended ${body.state}: ${body.problem?.code} ${body.problem?.detail}`);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  };

  return {
    send,
    get: async <Answer>(path: string) => (await send<Answer>('GET', path)).body,
    change: async (method, path, body) => {
      const answer = await send<{ follow?: string }>(method, path, body);
      return answer.body.follow === undefined ? undefined : follow(answer.body.follow);
    },
  };
};
