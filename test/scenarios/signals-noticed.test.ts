/** What is noticed by what, and how soon: the table in ARCHITECTURE.md, with the events alone and with the sweep alone. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

interface Row {
  readonly what: string;
  /** At the latest, in seconds; undefined when it is not noticed by its event. */
  readonly event: number | undefined;
  /** The same by the sweep. */
  readonly sweep: number | undefined;
}

const table = readFileSync('ARCHITECTURE.md', 'utf8').split('<!-- noticed -->')[1]?.split('<!-- /noticed -->')[0] ?? '';
const rows = table
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(1)
  .map((line): Row => {
    const [what = '', event = '', sweep = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    const [byEvent, bySweep] = [event, sweep].map((cell) => (cell === '–' ? undefined : Number.parseInt(cell, 10)));
    return { what, event: byEvent, sweep: bySweep };
  });

interface Class {
  readonly happens: (story: cast.Story, host: string) => (() => void) | undefined;
  readonly market?: 'spot';
  /** It is a host that is launched in place of another, from then on. */
  readonly ofNew?: true;
  /** What is decided, where more is said of the host before. */
  readonly says?: string;
}
const fault = (name: Parameters<cast.Story['cloud']['faults']['begin']>[0], parameters: object = {}): Class => ({
  happens: ({ cloud }, host) => cloud.faults.begin(name, { instanceIds: [host], ...parameters } as never).end,
});

const classes: Readonly<Record<string, Class>> = {
  'a host is terminated': fault('host-terminate'),
  'a host is stopped': fault('host-crash', { leaves: 'stopped' }),
  'EC2 takes a spot host back': { ...fault('spot-interruption'), market: 'spot' },
  'AWS plans maintenance of a host': fault('scheduled-event', { code: 'instance-retirement', inMs: cast.minutes(600) }),
  'an agent loses its memory, and its host is registered twice': fault('agent-state-lost'),
  "EC2's status checks of a host fail": fault('instance-impaired', { reachable: true }),
  'an agent stays away': fault('agent-hang'),
  'a container runtime does not answer': fault('runtime-impaired'),
  'a host does not join': {
    happens: ({ cloud }, host) => {
      const { end } = cloud.faults.begin('bad-ami', { mode: 'no-agent' });
      cloud.faults.begin('host-terminate', { instanceIds: [host] });
      return end;
    },
    ofNew: true,
    says: 'did not register',
  },
  'a host breaks the tasks that are placed on it': {
    happens: ({ cloud }, host) =>
      cloud.faults.begin('container-crash', { afterMs: 2_000, hosts: { instanceIds: [host] } }).end,
    says: 'breaks what is placed on it',
  },
};

const cluster = {
  groups: [
    { name: 'main', count: 4, instanceTypes: ['t3.medium'] },
    { name: 'cheap', count: 2, instanceTypes: ['t3.medium'], market: 'spot-first' },
  ],
};

/** A cluster that has been there for a while, so that nothing is excused by its youth; notices always come. */
const begun = async (): Promise<cast.Story> => {
  const story = await cast.story({ knobs: { spotNotices: 100, agentFlapsPerHour: 0 } });
  await cast.provisioned(story, 'c', cluster);
  await cast.serving(story, 18);
  await story.driver.pass(cast.minutes(12));
  return story;
};

/** Lets it happen to a host; in how many seconds something is decided about that host, or undefined if not within so many. */
const noticed = async (
  story: cast.Story,
  { happens, market, ofNew, says = '' }: Class,
  withinSeconds: number,
): Promise<number | undefined> => {
  const hosts = (await cast.hostsOf(story)).filter(({ state }) => state === 'joined').map(({ host }) => host);
  const first = hosts.find((one) => (cast.instance(story, one).market === 'spot') === (market === 'spot')) ?? '';
  const before = story.launched.length;
  const end = happens(story, first);
  if (ofNew) await cast.until(story, 'another is launched', () => story.launched.length > before, cast.minutes(3));
  const host = ofNew ? (story.launched.at(-1) ?? '') : first;
  const since = story.cloud.clock.now();
  const decision = async () =>
    (await cast.decisionsOf(story)).find(
      ({ at, reason }) => Date.parse(at) >= since && reason.includes(host) && reason.includes(says),
    );
  const isDecided = async () => (await decision()) !== undefined;
  const everyMs = withinSeconds > 60 ? 10_000 : 2_000;
  await cast.until(story, `it is noticed of ${host}`, isDecided, (withinSeconds + 10) * 1_000, everyMs).catch(() => {});
  const made = await decision();
  end?.();
  return made === undefined ? undefined : (Date.parse(made.at) - since) / 1_000;
};

/** The same cluster goes through one after the other. */
const isWhole = async (story: cast.Story) => (await story.api('GET', '/v1/clusters/c')).body.state === 'settled';

it('the table tells of each class that is shown here', () => {
  expect(rows.map(({ what }) => what)).toEqual(Object.keys(classes));
});

describe('with events alone, as no minute ever passes', () => {
  let story: cast.Story;
  beforeAll(async () => {
    story = await begun();
    story.cloud.faults.begin('function-throttled', { function: 'quaymaster-test-on-minute-passed' });
    await story.driver.pass(cast.minutes(2));
  });

  it.each(rows.filter(({ event }) => event !== undefined))('$what: within $event s', async ({ what, event = 0 }) => {
    await cast.until(story, 'it is whole', () => isWhole(story), cast.minutes(30), 20_000);
    const seconds = await noticed(story, classes[what] as Class, event);
    expect(seconds).toBeLessThanOrEqual(event);
  });
});

describe('with the sweep alone, as every event is lost', () => {
  let story: cast.Story;
  beforeAll(async () => {
    story = await begun();
    story.cloud.faults.begin('events-dropped', { durableToo: true });
  });

  it.each(rows.filter(({ sweep }) => sweep !== undefined))('$what: within $sweep s', async ({ what, sweep = 0 }) => {
    await cast.until(story, 'it is whole', () => isWhole(story), cast.minutes(30), 20_000);
    const seconds = await noticed(story, classes[what] as Class, sweep);
    expect(seconds).toBeLessThanOrEqual(sweep);
  });
});
