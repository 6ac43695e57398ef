/** What is said about metrics, in words and in alarms, is true of those that there are. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { metricTable } from '../../shared/domain/metrics.ts';

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
  // biome-ignore lint/suspicious/noExplicitAny: alarms of two shapes.
  const watched = Object.values<any>(Resources).flatMap(({ Properties }) =>
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    Properties.Metrics === undefined
      ? [Properties]
      : Properties.Metrics.flatMap((one: any) => one.MetricStat?.Metric ?? []),
  );
  expect(watched.length).toBeGreaterThan(4);
  for (const { Namespace, MetricName, Dimensions } of watched) {
    expect(Namespace).toBe('Quaymaster');
    expect(metricTable).toHaveProperty(MetricName, expect.objectContaining({ by: [] }));
    expect(Dimensions).toEqual([{ Name: 'Stack', Value: `\${self:service}-\${sls:stage}` }]);
  }
});
