/** What the local runtime reads from serverless.yml is what the framework itself reads. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readYamlFile } from '../../local/runtime/yaml-file.ts';

// biome-ignore lint/suspicious/noExplicitAny: the framework's own document.
type Document = any;

const printed: Document = JSON.parse(
  execFileSync('node_modules/.bin/serverless', ['print', '--stage', 'test', '--format', 'json'], { encoding: 'utf8' }),
);
const read: Document = readYamlFile('serverless.yml', { stage: 'test', options: { stage: 'test' } });

it('functions are the same, but for names, empty events and lists of rates that the framework adds', () => {
  const named = Object.entries<Document>(read.functions).map(([key, entry]) => [
    key,
    {
      ...entry,
      name: `quaymaster-test-${key}`,
      events: (entry.events ?? []).map((event: Document) =>
        event.schedule ? { schedule: { ...event.schedule, rate: [event.schedule.rate] } } : event,
      ),
    },
  ]);
  expect(Object.fromEntries(named)).toEqual(printed.functions);
});

it('resources and outputs are the same, file by file merged', () => {
  const merged: Document = { Resources: {}, Outputs: {} };
  for (const file of read.resources) {
    Object.assign(merged.Resources, file.Resources);
    Object.assign(merged.Outputs, file.Outputs);
  }
  expect(merged.Resources).toEqual(printed.resources.Resources);
  expect(merged.Outputs).toEqual(printed.resources.Outputs);
});

it('the environment of every function is the same', () => {
  expect(read.provider.environment).toEqual(printed.provider.environment);
});
