/** IPv4 blocks and addresses. */

export interface Block {
  readonly first: number;
  readonly bits: number;
  readonly size: number;
}

/** `10.0.0.0/16` as numbers; undefined when it is no IPv4 block in canonical form. */
export const parseBlock = (cidr: string): Block | undefined => {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return undefined;
  const [a, b, c, d, bits] = match.slice(1).map(Number) as [number, number, number, number, number];
  if ([a, b, c, d].some((byte) => byte > 255) || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % size === 0 ? { first, bits, size } : undefined;
};

export const blockContains = (outer: Block, inner: Block): boolean =>
  inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;

export const blocksOverlap = (a: Block, b: Block): boolean => a.first < b.first + b.size && b.first < a.first + a.size;

export const showAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

/** The first four addresses of a subnet and its last one are AWS's (VPC user guide, "Subnet sizing"). */
export const usableAddresses = (block: Block): { readonly from: number; readonly to: number } => ({
  from: block.first + 4,
  to: block.first + block.size - 2,
});
