/** One cloud, and clients at both of its doors: what AWS promises holds through either. */
import { type Cloud, createCloud } from '../../local/cloud/cloud.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import type { Knobs } from '../../local/cloud/kernel/knobs.ts';

export const doors = ['SDK', 'HTTP'] as const;
export type Door = (typeof doors)[number];

export const startAt = Date.UTC(2026, 0, 5, 12, 0, 0, 123);

type ClientClass<C> = new (config: object) => C;

export interface House {
  readonly cloud: Cloud;
  readonly time: JumpDriver;
  /** The origin of the HTTP door. */
  readonly origin: string;
  client<C>(door: Door, Class: ClientClass<C>, accessKeyId?: string): C;
  close(): Promise<void>;
}

export const openHouse = async (knobs: Partial<Knobs> = {}): Promise<House> => {
  const cloud = createCloud({ seed: 'contracts', startAt, knobs });
  const time = new JumpDriver(cloud.clock);
  const server = await cloud.listen(0);
  const origin = `http://127.0.0.1:${server.port}`;
  return {
    cloud,
    time,
    origin,
    client: (door, Class, accessKeyId = 'local') => {
      const base = { region: 'us-east-1', maxAttempts: 1, credentials: { accessKeyId, secretAccessKey: 'secret' } };
      return door === 'HTTP' ? new Class({ ...base, endpoint: origin }) : cloud.door(accessKeyId)(new Class(base));
    },
    close: () => server.close(),
  };
};

/** The body of the answer to a query request as it is on the wire: for what SDKs hide. */
export const onTheWire = async ({ origin }: House, service: string, parameters: Readonly<Record<string, string>>) => {
  const authorization = `AWS4-HMAC-SHA256 Credential=local/20260105/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(origin, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams(parameters),
  });
  return { status: response.status, body: await response.text() };
};

/** `Code: message`, or `accepted`. */
export const refusalOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
};
