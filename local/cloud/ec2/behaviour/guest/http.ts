/** Where HTTP requests of a host can go: its metadata service, and AWS's JSON endpoints if it has a way out. */
import { whyCutOff } from '../../network.ts';
import type { Guest } from './guest.ts';
import { answerMetadata } from './imds.ts';
import { answerSigned } from './signed-call.ts';

export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly host: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** How curl was told to sign, and with what. */
  readonly signing?: { readonly provider: string; readonly accessKeyId: string; readonly secret: string };
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** No answer: curl's exit code and words. `silent` means that the far end never says anything, until a timeout. */
export interface HttpFailure {
  readonly exitCode: number;
  readonly message: string;
  readonly silent: boolean;
}

export const send = async (guest: Guest, scheme: string, request: HttpRequest): Promise<HttpAnswer | HttpFailure> => {
  const { host } = request;
  if (host === '169.254.169.254')
    return scheme === 'http'
      ? answerMetadata(guest, request)
      : { exitCode: 7, message: `Failed to connect to ${host} port 443: Connection refused`, silent: false };
  if (whyCutOff(guest.world.ec2, guest.instance) !== undefined)
    return { exitCode: 28, message: `Failed to connect to ${host}: Connection timed out`, silent: true };
  const endpoint = /^([a-z0-9-]+)\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(host);
  const [, service = '', region = ''] = endpoint ?? [];
  if (scheme === 'https' && region === guest.world.region) {
    const answer = await answerSigned(guest, service, request);
    if (answer !== undefined) return answer;
  }
  return { exitCode: 6, message: `Could not resolve host: ${host}`, silent: false };
};
