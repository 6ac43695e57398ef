/** Small tools of a host that the interpreter has not. */
import { failing, type GuestCommand } from './guest.ts';

/** `mktemp [-d] [TEMPLATE]`: makes a file, or a directory with -d, whose name nobody has, and prints it. */
export const mktemp: GuestCommand = async ({ world }, { args, run, writeFile, signal }) => {
  const template = args.find((arg) => !arg.startsWith('-')) ?? '/tmp/tmp.XXXXXXXXXX';
  const path = template.replace(/X{3,}$/, (letters) => world.random.hex(letters.length));
  if (path === template) return failing(`mktemp: too few X's in template '${template}'`);
  if (args.includes('-d')) await run(['mkdir', path], signal ?? new AbortController().signal);
  else await writeFile(path, '');
  return { stdout: `${path}\n` };
};

/** Nothing hangs up on a boot script. */
export const nohup: GuestCommand = (_guest, { args, run, signal }) => run(args, signal ?? new AbortController().signal);
