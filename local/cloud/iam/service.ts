/** The embedded IAM: roles, their policies, instance profiles. It keeps what it is told and enforces nothing. */
import type { Service } from '../kernel/service.ts';
import type { World } from '../kernel/world.ts';
import { LOCAL_ROLE } from './callers.ts';
import { iamIgnored } from './ignored.ts';
import { attachRolePolicy, detachRolePolicy, listAttachedRolePolicies } from './operations/attached-policies.ts';
import { deleteRolePolicy, getRolePolicy, listRolePolicies, putRolePolicy } from './operations/inline-policies.ts';
import {
  createInstanceProfile,
  deleteInstanceProfile,
  getInstanceProfile,
  listInstanceProfiles,
} from './operations/instance-profiles.ts';
import {
  addRoleToInstanceProfile,
  listInstanceProfilesForRole,
  removeRoleFromInstanceProfile,
} from './operations/profile-roles.ts';
import { addRole, createRole, deleteRole, getRole, listRoles } from './operations/roles.ts';
import { createServiceLinkedRole } from './operations/service-linked-role.ts';

export const iamService: Service = {
  name: 'iam',
  sdk: () => import('@aws-sdk/client-iam'),
  operations: {
    CreateRole: createRole,
    GetRole: getRole,
    ListRoles: listRoles,
    DeleteRole: deleteRole,
    AttachRolePolicy: attachRolePolicy,
    DetachRolePolicy: detachRolePolicy,
    ListAttachedRolePolicies: listAttachedRolePolicies,
    PutRolePolicy: putRolePolicy,
    GetRolePolicy: getRolePolicy,
    ListRolePolicies: listRolePolicies,
    DeleteRolePolicy: deleteRolePolicy,
    CreateInstanceProfile: createInstanceProfile,
    GetInstanceProfile: getInstanceProfile,
    ListInstanceProfiles: listInstanceProfiles,
    DeleteInstanceProfile: deleteInstanceProfile,
    AddRoleToInstanceProfile: addRoleToInstanceProfile,
    RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile,
    ListInstanceProfilesForRole: listInstanceProfilesForRole,
    CreateServiceLinkedRole: createServiceLinkedRole,
  },
  prepare: (world: World) => {
    addRole(world, {
      RoleName: LOCAL_ROLE,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${world.account}:root` }, Action: 'sts:AssumeRole' },
        ],
      }),
      Description: 'Everybody who does not say who they are',
    });
  },
  ignored: iamIgnored,
};
