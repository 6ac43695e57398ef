/** What is said about metrics, in words and in alarms, is true of those that there are. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { metricTable } from '../../shared/domain/metrics.ts';

interface Watched {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: unknown;
}
type Alarm = Watched | { readonly Metrics: readonly { readonly MetricStat?: { readonly Metric: Watched } }[] };

it('ARCHITECTURE.md lists every metric, with its unit, its dimensions and what it is', () => {
  const [, section = ''] =
    /<!-- metrics -->\n([\s\S]*?)<!-- \/metrics -->/.exec(readFileSync('ARCHITECTURE.md', 'utf8')) ?? [];
  const rows = section.split('\n').filter((row) => row.startsWith('| `'));
  const listed = rows.map((row) => {
    const [name = '', unit, by = '', what] = row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    return [name.replaceAll('`', ''), { unit, by: by === '–' ? [] : by.replaceAll('`', '').split(' '), what }];
  });
  expect(Object.fromEntries(listed)).toEqual(metricTable);
});

it('alarms watch metrics that there are, by the stack alone', () => {
  const { Resources } = parse(readFileSync('resources/alarms.yml', 'utf8'));
  const watched = Object.values(Resources as Record<string, { Properties: Alarm }>).flatMap(({ Properties }) =>
    'Metrics' in Properties ? Properties.Metrics.flatMap((one) => one.MetricStat?.Metric ?? []) : [Properties],
  );
  expect(watched.length).toBeGreaterThan(4);
  for (const { Namespace, MetricName, Dimensions } of watched) {
    expect(Namespace).toBe('Quaymaster');
    expect(metricTable).toHaveProperty(MetricName, expect.objectContaining({ by: [] }));
    expect(Dimensions).toEqual([{ Name: 'Stack', Value: `\${self:service}-\${sls:stage}` }]);
  }
});
