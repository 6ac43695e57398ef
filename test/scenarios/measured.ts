/** The metrics of a stack, read from the lines that its functions write, as CloudWatch would. */
interface Line {
  readonly _aws: { readonly CloudWatchMetrics: readonly { readonly Metrics: readonly { readonly Name: string }[] }[] };
  readonly [member: string]: unknown;
}

export const measured = () => {
  const lines: Line[] = [];
  const of = (metric: string): readonly Line[] =>
    lines.filter(({ _aws }) =>
      _aws.CloudWatchMetrics.some(({ Metrics }) => Metrics.some(({ Name }) => Name === metric)),
    );
  return {
    onLine: (_functionName: string, line: string): void => void lines.push(JSON.parse(line)),
    clear: (): void => void lines.splice(0),
    /** All of its values, of those lines that have these dimensions. */
    values: (metric: string, dimensions: Readonly<Record<string, string>> = {}): readonly number[] =>
      of(metric)
        .filter((line) => Object.entries(dimensions).every(([name, value]) => line[name] === value))
        .flatMap((line) => line[metric] as number | number[]),
    sum(metric: string, dimensions: Readonly<Record<string, string>> = {}): number {
      return this.values(metric, dimensions).reduce((sum, value) => sum + value, 0);
    },
  };
};
