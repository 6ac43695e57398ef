/** What our functions log is written to the process's output, where every line is looked at and none is kept. */

/** Until what it gives is called, each line that is JSON is given to `read` instead of being written. */
export const catchLogs = (read: (line: string) => void): (() => void) => {
  const streams = [process.stdout, process.stderr];
  const written = streams.map((stream) => stream.write.bind(stream));
  for (const [index, stream] of streams.entries())
    stream.write = ((chunk: string | Uint8Array, ...more: never[]) => {
      const text = String(chunk);
      if (!text.startsWith('{')) return written[index]?.(chunk, ...more) ?? true;
      read(text);
      return true;
    }) as typeof stream.write;
  return () => {
    for (const [index, stream] of streams.entries()) stream.write = written[index] as typeof stream.write;
  };
};
