/** Constrained shapes that the operations check themselves, by service: they know AWS's better words. */
export const left: Readonly<Record<string, readonly string[]>> = {
  // Its pattern takes for ever on text that does not match: (a+ a+)*
  eventbridge: ['HeaderValue'],
  // "Invalid value 't9.huge' for InstanceType"
  ec2: ['InstanceType'],
  // What is wrong with a task definition is a ClientException in the words of shared/ecs.
  ecs: [
    'ApplicationProtocol',
    'CPUArchitecture',
    'Compatibility',
    'ContainerCondition',
    'DeviceCgroupPermission',
    'EFSAuthorizationConfigIAM',
    'EFSTransitEncryption',
    'EnvironmentFileType',
    'FirelensConfigurationType',
    'IpcMode',
    'LogDriver',
    'NetworkMode',
    'OSFamily',
    'PidMode',
    'ProxyConfigurationType',
    'ResourceType',
    'Scope',
    'TaskDefinitionPlacementConstraintType',
    'TaskFilesystemType',
    'TransportProtocol',
    'UlimitName',
    'VersionConsistency',
  ],
};
