import { InvalidInputError, type RequestContext } from '@netloom/core'
import { MEMBER } from '../policy/rule.ts'
import type { Action } from '../resource/action.ts'
import { prefixBody } from '../values/prefixes.ts'
import { pythonText } from '../values/python-text.ts'
import { isDictionary } from '../values/structures.ts'
import { UUID_SCHEMA } from '../values/uuid.ts'
import { value } from '../values/value.ts'

const networkBody = value(
  (given) => {
    const id = isDictionary(given) ? given['network_id'] : undefined
    if (id === undefined || id === null) throw new InvalidInputError('network_id must be specified.')
    return pythonText(id)
  },
  { type: 'object', properties: { network_id: UUID_SCHEMA }, required: ['network_id'] },
)

/** `PUT /subnetpools/{id}/…`. Neutron: extensions subnetpool-prefix-ops and subnet_onboard. */
export const subnetpoolActions: readonly Action[] = [
  {
    method: 'PUT',
    path: ':id/add_prefixes',
    summary: 'Add prefixes to it',
    rule: 'add_prefixes',
    policy: MEMBER,
    body: prefixBody,
    run: async ({ subnetpools }, context: RequestContext, { params, body }) => ({
      prefixes: await subnetpools.addPrefixes(context, params['id'] ?? '', body as readonly string[]),
    }),
  },
  {
    method: 'PUT',
    path: ':id/remove_prefixes',
    summary: 'Take prefixes away that no subnet uses',
    rule: 'remove_prefixes',
    policy: MEMBER,
    body: prefixBody,
    run: async ({ subnetpools }, context: RequestContext, { params, body }) => ({
      prefixes: await subnetpools.removePrefixes(context, params['id'] ?? '', body as readonly string[]),
    }),
  },
  {
    method: 'PUT',
    path: ':id/onboard_network_subnets',
    summary: 'Let it adopt the subnets of a network',
    rule: 'onboard_network_subnets',
    policy: MEMBER,
    body: networkBody,
    run: ({ subnetpools }, context: RequestContext, { params, body }) =>
      subnetpools.onboard(context, params['id'] ?? '', body as string),
  },
]
