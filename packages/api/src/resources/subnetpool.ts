import type { Subnetpool } from '@netloom/core'
import type { ResourceFilter } from '@netloom/core/services'
import { ADMIN, MEMBER, READER } from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { boolean } from '../values/boolean.ts'
import { integer } from '../values/integer.ts'
import { ipVersion } from '../values/ip-version.ts'
import { prefixes } from '../values/prefixes.ts'
import { filledText } from '../values/text.ts'
import { uuidOrNull } from '../values/uuid.ts'
import { identity, ownership, standardAttributes } from './standard-attributes.ts'
import { subnetpoolActions } from './subnetpool-actions.ts'

const { tenant_id, project_id } = ownership<Subnetpool>()
const count = integer({ min: 0, max: 2_147_483_647 })
/** Neutron takes any text there; what is no number matches nothing. */
const anyVersion = (texts: readonly string[]): ResourceFilter => ({ ipVersion: texts })
const bound = { type: count, post: 'allowed', put: 'allowed', filter: true, sort: true } as const

/** `/v2.0/subnetpools` */
export const subnetpoolResource: Resource = defineResource<Subnetpool>({
  name: 'subnetpool',
  plural: 'subnetpools',
  summary: 'Prefixes that subnets are cut from, none of them twice.',
  extension: 'subnet_allocation',
  tagged: true,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ subnetpools }) => subnetpools,
  actions: subnetpoolActions,
  attributes: {
    ...identity<Subnetpool>(),
    name: { type: filledText(255), post: 'required', put: 'allowed', filter: true, sort: true },
    ...(tenant_id && { tenant_id }),
    // Neutron shows lengths of prefixes as text.
    default_prefixlen: {
      ...bound,
      answers: { type: 'string' },
      field: 'defaultPrefixLength',
      read: (pool) => String(pool.defaultPrefixLength),
    },
    min_prefixlen: {
      ...bound,
      answers: { type: 'string' },
      field: 'minPrefixLength',
      read: (pool) => String(pool.minPrefixLength),
    },
    max_prefixlen: {
      ...bound,
      answers: { type: 'string' },
      field: 'maxPrefixLength',
      read: (pool) => String(pool.maxPrefixLength),
    },
    is_default: {
      type: boolean,
      post: 'allowed',
      put: 'allowed',
      filter: true,
      sort: true,
      policy: { create: ADMIN, update: ADMIN, default: false },
    },
    shared: { type: boolean, post: 'allowed', filter: true, sort: true, policy: { create: ADMIN, default: false } },
    prefixes: { type: prefixes, post: 'required', put: 'allowed' },
    ip_version: { type: ipVersion, filterAs: anyVersion, sort: true },
    default_quota: {
      type: count,
      answers: { type: ['integer', 'null'] },
      post: 'allowed',
      put: 'allowed',
      filter: true,
      sort: true,
    },
    address_scope_id: { type: uuidOrNull, post: 'allowed', put: 'allowed', filter: true, sort: true },
    ...standardAttributes<Subnetpool>(),
    ...(project_id && { project_id }),
  },
})
