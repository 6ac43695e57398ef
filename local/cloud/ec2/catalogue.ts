/**
 * The instance types that the embedded EC2 offers. Sizes and network interfaces are those of the EC2 instance types guide
 * (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html), prices are Linux on-demand in us-east-1.
 */
export type Architecture = 'x86_64' | 'arm64';

export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architectures: readonly Architecture[];
  /** The most network interfaces that an instance of this type may have. */
  readonly networkInterfaces: number;
  readonly gpus: number;
  readonly hourlyUsd: number;
  readonly burstable: boolean;
  readonly threadsPerCore: 1 | 2;
  readonly gpuModel?: { readonly name: string; readonly manufacturer: string; readonly memoryMiB: number };
}

type Row = readonly [
  size: string,
  vcpus: number,
  memoryGiB: number,
  networkInterfaces: number,
  hourlyUsd: number,
  gpus?: number,
];
type Traits = Partial<Omit<InstanceType, 'name' | 'vcpus' | 'memoryMiB' | 'networkInterfaces' | 'hourlyUsd'>>;

const intel: Traits = {};
const graviton: Traits = { architectures: ['arm64'], threadsPerCore: 1 };
const burstable: Traits = { burstable: true };
const t4 = { name: 'T4', manufacturer: 'NVIDIA', memoryMiB: 16_384 };
const a10g = { name: 'A10G', manufacturer: 'NVIDIA', memoryMiB: 24_576 };
const v100 = { name: 'V100', manufacturer: 'NVIDIA', memoryMiB: 16_384 };

// biome-ignore format: a table is read by its columns.
const families: readonly (readonly [family: string, traits: Traits, rows: readonly Row[]])[] = [
  ['t2', { ...burstable, threadsPerCore: 1 }, [
    ['micro', 1, 1, 2, 0.0116], ['small', 1, 2, 3, 0.023], ['medium', 2, 4, 3, 0.0464], ['large', 2, 8, 3, 0.0928],
  ]],
  ['t3', burstable, [
    ['nano', 2, 0.5, 2, 0.0052], ['micro', 2, 1, 2, 0.0104], ['small', 2, 2, 3, 0.0208], ['medium', 2, 4, 3, 0.0416],
    ['large', 2, 8, 3, 0.0832], ['xlarge', 4, 16, 4, 0.1664], ['2xlarge', 8, 32, 4, 0.3328],
  ]],
  ['t3a', burstable, [
    ['nano', 2, 0.5, 2, 0.0047], ['micro', 2, 1, 2, 0.0094], ['small', 2, 2, 2, 0.0188], ['medium', 2, 4, 3, 0.0376],
    ['large', 2, 8, 3, 0.0752], ['xlarge', 4, 16, 4, 0.1504], ['2xlarge', 8, 32, 4, 0.3008],
  ]],
  ['t4g', { ...graviton, ...burstable }, [
    ['nano', 2, 0.5, 2, 0.0042], ['micro', 2, 1, 2, 0.0084], ['small', 2, 2, 3, 0.0168], ['medium', 2, 4, 3, 0.0336],
    ['large', 2, 8, 3, 0.0672], ['xlarge', 4, 16, 4, 0.1344], ['2xlarge', 8, 32, 4, 0.2688],
  ]],
  ['m5', intel, [
    ['large', 2, 8, 3, 0.096], ['xlarge', 4, 16, 4, 0.192], ['2xlarge', 8, 32, 4, 0.384],
    ['4xlarge', 16, 64, 8, 0.768], ['8xlarge', 32, 128, 8, 1.536], ['12xlarge', 48, 192, 8, 2.304],
    ['16xlarge', 64, 256, 15, 3.072], ['24xlarge', 96, 384, 15, 4.608],
  ]],
  ['m5a', intel, [
    ['large', 2, 8, 3, 0.086], ['xlarge', 4, 16, 4, 0.172], ['2xlarge', 8, 32, 4, 0.344],
    ['4xlarge', 16, 64, 8, 0.688],
  ]],
  ['m6i', intel, [
    ['large', 2, 8, 3, 0.096], ['xlarge', 4, 16, 4, 0.192], ['2xlarge', 8, 32, 4, 0.384],
    ['4xlarge', 16, 64, 8, 0.768], ['8xlarge', 32, 128, 8, 1.536], ['16xlarge', 64, 256, 15, 3.072],
  ]],
  ['m6g', graviton, [
    ['medium', 1, 4, 2, 0.0385], ['large', 2, 8, 3, 0.077], ['xlarge', 4, 16, 4, 0.154], ['2xlarge', 8, 32, 4, 0.308],
    ['4xlarge', 16, 64, 8, 0.616], ['8xlarge', 32, 128, 8, 1.232],
  ]],
  ['m7i', intel, [
    ['large', 2, 8, 3, 0.1008], ['xlarge', 4, 16, 4, 0.2016], ['2xlarge', 8, 32, 4, 0.4032],
    ['4xlarge', 16, 64, 8, 0.8064],
  ]],
  ['m7g', graviton, [
    ['medium', 1, 4, 2, 0.0408], ['large', 2, 8, 3, 0.0816], ['xlarge', 4, 16, 4, 0.1632],
    ['2xlarge', 8, 32, 4, 0.3264], ['4xlarge', 16, 64, 8, 0.6528], ['8xlarge', 32, 128, 8, 1.3056],
  ]],
  ['c5', intel, [
    ['large', 2, 4, 3, 0.085], ['xlarge', 4, 8, 4, 0.17], ['2xlarge', 8, 16, 4, 0.34], ['4xlarge', 16, 32, 8, 0.68],
    ['9xlarge', 36, 72, 8, 1.53], ['18xlarge', 72, 144, 15, 3.06],
  ]],
  ['c6i', intel, [
    ['large', 2, 4, 3, 0.085], ['xlarge', 4, 8, 4, 0.17], ['2xlarge', 8, 16, 4, 0.34], ['4xlarge', 16, 32, 8, 0.68],
    ['8xlarge', 32, 64, 8, 1.36],
  ]],
  ['c6g', graviton, [
    ['medium', 1, 2, 2, 0.034], ['large', 2, 4, 3, 0.068], ['xlarge', 4, 8, 4, 0.136], ['2xlarge', 8, 16, 4, 0.272],
    ['4xlarge', 16, 32, 8, 0.544],
  ]],
  ['c7i', intel, [
    ['large', 2, 4, 3, 0.08925], ['xlarge', 4, 8, 4, 0.1785], ['2xlarge', 8, 16, 4, 0.357],
    ['4xlarge', 16, 32, 8, 0.714],
  ]],
  ['c7g', graviton, [
    ['medium', 1, 2, 2, 0.0363], ['large', 2, 4, 3, 0.0725], ['xlarge', 4, 8, 4, 0.145], ['2xlarge', 8, 16, 4, 0.29],
    ['4xlarge', 16, 32, 8, 0.58],
  ]],
  ['r5', intel, [
    ['large', 2, 16, 3, 0.126], ['xlarge', 4, 32, 4, 0.252], ['2xlarge', 8, 64, 4, 0.504],
    ['4xlarge', 16, 128, 8, 1.008],
  ]],
  ['r6i', intel, [
    ['large', 2, 16, 3, 0.126], ['xlarge', 4, 32, 4, 0.252], ['2xlarge', 8, 64, 4, 0.504],
    ['4xlarge', 16, 128, 8, 1.008],
  ]],
  ['r6g', graviton, [
    ['medium', 1, 8, 2, 0.0504], ['large', 2, 16, 3, 0.1008], ['xlarge', 4, 32, 4, 0.2016],
    ['2xlarge', 8, 64, 4, 0.4032], ['4xlarge', 16, 128, 8, 0.8064],
  ]],
  ['r7g', graviton, [
    ['medium', 1, 8, 2, 0.0536], ['large', 2, 16, 3, 0.1071], ['xlarge', 4, 32, 4, 0.2142],
    ['2xlarge', 8, 64, 4, 0.4284], ['4xlarge', 16, 128, 8, 0.8568],
  ]],
  ['i3', intel, [
    ['large', 2, 15.25, 3, 0.156], ['xlarge', 4, 30.5, 4, 0.312], ['2xlarge', 8, 61, 4, 0.624],
    ['4xlarge', 16, 122, 8, 1.248],
  ]],
  ['g4dn', { gpuModel: t4 }, [
    ['xlarge', 4, 16, 3, 0.526, 1], ['2xlarge', 8, 32, 3, 0.752, 1], ['4xlarge', 16, 64, 3, 1.204, 1],
    ['8xlarge', 32, 128, 4, 2.176, 1], ['12xlarge', 48, 192, 8, 3.912, 4],
  ]],
  ['g5', { gpuModel: a10g }, [
    ['xlarge', 4, 16, 4, 1.006, 1], ['2xlarge', 8, 32, 4, 1.212, 1], ['4xlarge', 16, 64, 8, 1.624, 1],
    ['8xlarge', 32, 128, 8, 2.448, 1], ['12xlarge', 48, 192, 15, 5.672, 4],
  ]],
  ['p3', { gpuModel: v100 }, [
    ['2xlarge', 8, 61, 4, 3.06, 1], ['8xlarge', 32, 244, 8, 12.24, 4], ['16xlarge', 64, 488, 8, 24.48, 8],
  ]],
  ['inf1', intel, [
    ['xlarge', 4, 8, 4, 0.228], ['2xlarge', 8, 16, 4, 0.362], ['6xlarge', 24, 48, 8, 1.18],
  ]],
];
const catalogue: ReadonlyMap<string, InstanceType> = new Map(
  families.flatMap(([family, traits, rows]) =>
    rows.map(([size, vcpus, memoryGiB, networkInterfaces, hourlyUsd, gpus]) => {
      const type: InstanceType = {
        name: `${family}.${size}`,
        vcpus,
        memoryMiB: memoryGiB * 1_024,
        architectures: ['x86_64'],
        networkInterfaces,
        gpus: gpus ?? 0,
        hourlyUsd,
        burstable: false,
        threadsPerCore: 2,
        ...traits,
      };
      return [type.name, type] as const;
    }),
  ),
);

/** The type of this name, or undefined when the embedded EC2 does not offer it. */
export const instanceTypeByName = (name: string): InstanceType | undefined => catalogue.get(name);

/** All types, family by family. */
export const instanceTypes = (): readonly InstanceType[] => [...catalogue.values()];
