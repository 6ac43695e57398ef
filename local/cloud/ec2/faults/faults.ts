/** What can go wrong with instances and zones, capacity and quotas, images and networks. */
import { azOutage } from './az-outage.ts';
import { capacityOutage } from './capacity-outage.ts';
import { hostCrash } from './host-crash.ts';
import { hostReboot } from './host-reboot.ts';
import { hostTerminate } from './host-terminate.ts';
import { badAmi, bootSlow, imageDeregistered } from './images.ts';
import { instanceImpaired } from './instance-impaired.ts';
import { networkCut, subnetFull, typeNotOffered } from './network.ts';
import { instanceQuota, quota } from './quotas.ts';
import { scheduledEvent } from './scheduled-event.ts';
import { rebalanceRecommendation, spotInterruption } from './spot-interruption.ts';

export const ec2Faults = {
  'host-crash': hostCrash,
  'host-terminate': hostTerminate,
  'host-reboot': hostReboot,
  'instance-impaired': instanceImpaired,
  'scheduled-event': scheduledEvent,
  'spot-interruption': spotInterruption,
  'rebalance-recommendation': rebalanceRecommendation,
  'az-outage': azOutage,
  'capacity-outage': capacityOutage,
  quota,
  'instance-quota': instanceQuota,
  'type-not-offered': typeNotOffered,
  'bad-ami': badAmi,
  'boot-slow': bootSlow,
  'image-deregistered': imageDeregistered,
  'network-cut': networkCut,
  'subnet-full': subnetFull,
} as const;
