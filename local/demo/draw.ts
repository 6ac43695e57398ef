/** Draws where tasks are: availability zones as columns, hosts below each other, tasks on them. Pure. */
export interface DrawnHost {
  readonly host: string;
  readonly availabilityZone: string;
  readonly state: string;
  /** One mark per task, such as the first letters of its family. */
  readonly tasks: readonly string[];
}

const columnWidth = 32;

export const drawZones = (zones: readonly string[], hosts: readonly DrawnHost[]): string[] => {
  const columns = zones.map((zone) => [
    zone,
    ...hosts.filter(({ availabilityZone }) => availabilityZone === zone).map(hostLine),
  ]);
  const height = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, row) =>
    columns
      .map((column) => (column[row] ?? '').padEnd(columnWidth))
      .join('')
      .trimEnd(),
  );
};

const hostLine = ({ host, state, tasks }: DrawnHost): string => {
  const marks = tasks.map((task) => `[${task}]`).join('');
  const remark = state === 'joined' ? '' : ` ${state}`;
  return `${host.slice(0, 10)}…${remark} ${marks}`;
};
