import * as sdk from '@aws-sdk/client-ecs';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, it } from 'vitest';
import { type Field, taskDefinitionFields } from '../../shared/ecs/task-definition-fields.ts';
import { describeOnlyFields } from '../../shared/ecs/task-definition-rules.ts';

/** The SDK's schema in the words of our tree; enumerations are plain text in it. */
const treeOf = (schema: NormalizedSchema): unknown => {
  if (schema.isStructSchema()) {
    return Object.fromEntries([...schema.structIterator()].map(([name, member]) => [name, treeOf(member)]));
  }
  if (schema.isListSchema()) return [treeOf(schema.getValueSchema())];
  if (schema.isMapSchema()) return 'map';
  if (schema.isBooleanSchema()) return 'true or false';
  return schema.isNumericSchema() ? 'whole number' : 'text';
};

const ourTree = (field: Field): unknown => {
  if (field.kind === 'list') return [ourTree(field.of)];
  if (field.kind !== 'object') return field.kind;
  return Object.fromEntries(Object.entries(field.fields).map(([name, member]) => [name, ourTree(member)]));
};

const at = (...path: readonly string[]): readonly string[] => {
  let field: Field = taskDefinitionFields;
  for (const name of path) {
    while (field.kind === 'list') field = field.of;
    if (field.kind === 'object') field = field.fields[name]!;
  }
  while (field.kind === 'list') field = field.of;
  return (field.kind === 'text' ? field.oneOf : undefined) ?? [];
};

describe('the fields of a task definition', () => {
  it('are those of RegisterTaskDefinition in the SDK, with the same types', () => {
    expect(ourTree(taskDefinitionFields)).toEqual(treeOf(NormalizedSchema.of(sdk.RegisterTaskDefinitionRequest$)));
  });

  it('has as describe-only exactly what a description has beyond them', () => {
    const described = [...NormalizedSchema.of(sdk.TaskDefinition$).structIterator()].map(([name]) => name);
    const beyond = described.filter((name) => !Object.hasOwn(taskDefinitionFields.fields, name));
    expect([...describeOnlyFields].sort()).toEqual(beyond.sort());
  });

  it.each<[readonly string[], Record<string, string>, readonly string[]]>([
    [['networkMode'], sdk.NetworkMode, ['default']],
    [['requiresCompatibilities'], sdk.Compatibility, []],
    [['pidMode'], sdk.PidMode, []],
    [['ipcMode'], sdk.IpcMode, []],
    [['runtimePlatform', 'cpuArchitecture'], sdk.CPUArchitecture, []],
    [['runtimePlatform', 'operatingSystemFamily'], sdk.OSFamily, []],
    [['containerDefinitions', 'dependsOn', 'condition'], sdk.ContainerCondition, []],
    [['containerDefinitions', 'portMappings', 'protocol'], sdk.TransportProtocol, []],
    [['containerDefinitions', 'portMappings', 'appProtocol'], sdk.ApplicationProtocol, []],
    [['containerDefinitions', 'ulimits', 'name'], sdk.UlimitName, []],
    [['containerDefinitions', 'logConfiguration', 'logDriver'], sdk.LogDriver, ['logentries']],
    [['containerDefinitions', 'resourceRequirements', 'type'], sdk.ResourceType, []],
    [['containerDefinitions', 'versionConsistency'], sdk.VersionConsistency, []],
    [['volumes', 'dockerVolumeConfiguration', 'scope'], sdk.Scope, []],
  ])('%j takes the words of the SDK', (path, words, ours) => {
    expect([...at(...path)].sort()).toEqual([...Object.values(words), ...ours].sort());
  });
});
