import type { Wish } from '../domain/wish.ts';
import { changePorts } from '../runtime.ts';
import type { AskedChange } from '../use-cases/asked-change.ts';
import { type ChangeOutcome, type Circumstances, requestChange } from '../use-cases/request-change.ts';
import type { Reply } from './call.ts';
import { changeReply } from './replies.ts';

/** What of a call decides how a change is made. */
export interface ChangeCall {
  readonly origin: Circumstances['origin'];
  readonly query: { readonly dryRun: boolean };
}

/** Requests a change with the ports of this Lambda. */
export const request = <W extends Wish>(asked: AskedChange<W>, { origin, query }: ChangeCall): Promise<ChangeOutcome> =>
  requestChange(asked, { origin, dryRun: query.dryRun }, changePorts());

/** The same, as an answer: 202 or 200. */
export const change = async <W extends Wish>(asked: AskedChange<W>, call: ChangeCall): Promise<Reply> =>
  changeReply(await request(asked, call));
