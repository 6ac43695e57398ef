/** What can go wrong with images, and with machines that are launched from them. */
import * as z from 'zod/mini';
import { activate, FaultRefused, faultKind } from '../../faults/fault.ts';

/** Without it: any image. */
const imageId = z.optional(z.string());

export const badAmi = faultKind({
  what:
    'Machines launched from an image, or from any, never become hosts: they have no agent, or their kernel panics (the instance ' +
    'status check fails), or their user data is not run and the agent has an empty configuration. They stay so when it ends.',
  parameters: z.strictObject({ imageId, mode: z.enum(['no-agent', 'kernel-panic', 'no-user-data']) }),
  begin: (world, { imageId: id, mode: defect }) => activate(world.ec2.faults.defects, { imageId: id, defect }),
});

export const bootSlow = faultKind({
  what: 'Boots that begin while it lasts take so many times as long, of one image or of any.',
  parameters: z.strictObject({ imageId, times: z.int().check(z.minimum(2), z.maximum(100)) }),
  begin: (world, { imageId: id, times }) => activate(world.ec2.faults.slowBoots, { imageId: id, times }),
});

export const imageDeregistered = faultKind({
  what: 'An image is deregistered: launches from it are refused, and it is not described. It is restored when the fault ends.',
  parameters: z.strictObject({ imageId: z.string() }),
  begin: (world, image) => {
    if (!world.ec2.images.has(image.imageId)) throw new FaultRefused(`There is no image ${image.imageId}.`);
    return activate(world.ec2.faults.deregistered, image);
  },
});
