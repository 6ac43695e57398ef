/** How the demo speaks: plain lines with the simulated time, bold headings where the output is a terminal. */
export interface Telling {
  readonly line: (text: string) => void;
  readonly chapter: (title: string) => void;
}

export const telling = (now: () => number, terminal: boolean, print: (text: string) => void): Telling => {
  const startedAt = now();
  const bold = (text: string): string => (terminal ? `\u001b[1m${text}\u001b[0m` : text);
  return {
    line: (text) => print(`${elapsed(now() - startedAt)}  ${text}`),
    chapter: (title) => print(`\n${elapsed(now() - startedAt)}  ${bold(title)}`),
  };
};

/** Simulated minutes and seconds since the start. */
const elapsed = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
};
