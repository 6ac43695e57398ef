/** The HTTP door against a bare Node.js server that parses the same request and answers the same JSON. */
import { Agent, request } from 'node:http';
import { median, type Row } from './measure.ts';
import { type Call, type ServerProcess, startServer } from './servers.ts';

const rounds = 7;
const callsPerRound = 400;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

const ask = (port: number, { path, headers, body }: Call): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request({
      port,
      path,
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      let said = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        said += chunk;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(said) : reject(new Error(said))));
    });
    asked.end(body);
  });

/** Processor milliseconds of the server for one call. */
const cost = async (server: ServerProcess, call: Call): Promise<number> => {
  const before = await server.cpuMs();
  for (let sent = 0; sent < callsPerRound; sent += 8)
    await Promise.all(Array.from({ length: 8 }, () => ask(server.port, call)));
  return ((await server.cpuMs()) - before) / callsPerRound;
};

export const rows = async (): Promise<readonly Row[]> => {
  const cloud = await startServer('cloud');
  const named = Object.entries(cloud.calls);
  const answers = await Promise.all(
    named.map(async ([name, call]) => [`/${name}`, JSON.parse(await ask(cloud.port, call))]),
  );
  const bare = await startServer('bare', Object.fromEntries(answers));
  const found: Row[] = [];
  for (const [what, call] of named) {
    const sides: [number[], number[]] = [[], []];
    for (let round = -1; round < rounds; round += 1) {
      const both = [await cost(cloud, call), await cost(bare, { ...call, path: encodeURI(`/${what}`) })] as const;
      if (round >= 0) for (const side of [0, 1] as const) sides[side].push(both[side]);
    }
    const [ours, least] = [median(sides[0]), median(sides[1])];
    found.push({
      what: `cost of ${what} (${Math.round(1_000 / ours).toLocaleString('en')} a second)`,
      ratio: ours / least,
      against: `a bare Node.js server that answers the same JSON (${Math.round(1_000 / least).toLocaleString('en')} a second)`,
      bound: 5,
    });
  }
  cloud.stop();
  bare.stop();
  return found;
};
