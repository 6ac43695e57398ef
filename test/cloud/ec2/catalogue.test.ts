/** Numbers are those of https://docs.aws.amazon.com/ec2/latest/instancetypes/ and of the on-demand price list of us-east-1. */
import { describe, expect, test } from 'vitest';
import { instanceTypeByName, instanceTypes } from '../../../local/cloud/ec2/catalogue.ts';

describe('the catalogue of instance types', () => {
  test.each([
    ['t3.nano', 'x86_64', 2, 512, 2, 0, 0.0052],
    ['t3.medium', 'x86_64', 2, 4_096, 3, 0, 0.0416],
    ['t3a.small', 'x86_64', 2, 2_048, 2, 0, 0.0188],
    ['t4g.small', 'arm64', 2, 2_048, 3, 0, 0.0168],
    ['m5.24xlarge', 'x86_64', 96, 393_216, 15, 0, 4.608],
    ['m7g.medium', 'arm64', 1, 4_096, 2, 0, 0.0408],
    ['c6g.xlarge', 'arm64', 4, 8_192, 4, 0, 0.136],
    ['i3.large', 'x86_64', 2, 15_616, 3, 0, 0.156],
    ['g4dn.xlarge', 'x86_64', 4, 16_384, 3, 1, 0.526],
    ['p3.8xlarge', 'x86_64', 32, 249_856, 8, 4, 12.24],
    ['inf1.xlarge', 'x86_64', 4, 8_192, 4, 0, 0.228],
  ])('has %s as AWS has it', (name, architecture, vcpus, memoryMiB, networkInterfaces, gpus, hourlyUsd) => {
    expect(instanceTypeByName(name)).toMatchObject({
      name,
      architectures: [architecture],
      vcpus,
      memoryMiB,
      networkInterfaces,
      gpus,
      hourlyUsd,
    });
  });

  test('has at least thirty types, of both architectures, and no other names', () => {
    const types = instanceTypes();
    expect(types.length).toBeGreaterThanOrEqual(30);
    expect(new Set(types.flatMap((type) => type.architectures))).toEqual(new Set(['x86_64', 'arm64']));
    expect(new Set(types.map((type) => type.name)).size).toBe(types.length);
    expect(instanceTypeByName('t9.mega')).toBeUndefined();
  });
});
