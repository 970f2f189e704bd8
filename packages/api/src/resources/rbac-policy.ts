import type { RbacPolicy } from '@netloom/core'
import { MEMBER, READER } from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { filledText, text } from '../values/text.ts'
import { uuid } from '../values/uuid.ts'

/** `/v2.0/rbac-policies` */
export const rbacPolicyResource: Resource = defineResource<RbacPolicy>({
  name: 'rbac_policy',
  plural: 'rbac_policies',
  summary: 'Lets another project, or every one, see and use an object.',
  extension: 'rbac-policies',
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ rbacPolicies }) => rbacPolicies,
  attributes: {
    id: { type: uuid, filter: true, sort: true },
    project_id: { type: filledText(255), post: 'allowed', filter: true, sort: true },
    action: { type: text(255), post: 'required', filter: true, sort: true },
    object_id: { type: uuid, post: 'required', filter: true, sort: true },
    target_tenant: { type: text(255), field: 'targetProject', post: 'required', put: 'allowed', filter: true },
    object_type: { type: text(255), post: 'required', filter: true, sort: true },
    tenant_id: { type: filledText(255), field: 'projectId', post: 'allowed', filter: true, sort: true },
  },
})
