import type { RequestContext, SubportRequest, Trunk } from '@netloom/core'
import { MEMBER, READER } from '../policy/rule.ts'
import type { Action } from '../resource/action.ts'
import { compile, type CompiledResource } from '../resource/compiled.ts'
import { render } from '../resource/render.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { boolean } from '../values/boolean.ts'
import { shown } from '../values/shown.ts'
import { subports, subportsBody } from '../values/subports.ts'
import { text } from '../values/text.ts'
import { uuid } from '../values/uuid.ts'
import { identity, ownership, standardAttributes } from './standard-attributes.ts'
import { subportAsPart } from './subport.ts'

const change = { method: 'PUT', policy: MEMBER, body: subportsBody } as const

const actions: readonly Action[] = [
  {
    ...change,
    path: ':id/add_subports',
    summary: 'Add subports to the trunk',
    rule: 'add_subports',
    run: async ({ trunks }, context, { params: { id = '' }, body }) =>
      asAnswer(await trunks.addSubports(context, id, body as readonly SubportRequest[]), context),
  },
  {
    ...change,
    path: ':id/remove_subports',
    summary: 'Remove subports from the trunk',
    rule: 'remove_subports',
    run: async ({ trunks }, context, { params: { id = '' }, body }) =>
      asAnswer(await trunks.removeSubports(context, id, body as readonly SubportRequest[]), context),
  },
  {
    method: 'GET',
    path: ':id/get_subports',
    summary: 'Subports of the trunk',
    rule: 'get_subports',
    policy: READER,
    run: async ({ trunks }, context, { params: { id = '' } }) => ({
      sub_ports: (await trunks.subports(context, id)).map(subportAsPart),
    }),
  },
]

/** `/v2.0/trunks` */
export const trunkResource: Resource = defineResource<Trunk>({
  name: 'trunk',
  plural: 'trunks',
  summary: 'One port that carries others, told apart by VLAN tags. Kept and shown; no data plane wires it yet.',
  extension: 'trunk',
  tagged: true,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ trunks }) => trunks,
  actions,
  attributes: {
    admin_state_up: { type: boolean, post: 'allowed', put: 'allowed', filter: true, sort: true },
    ...identity<Trunk>(),
    ...ownership<Trunk>(),
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    port_id: { type: uuid, post: 'required', filter: true, sort: true },
    status: { type: shown({ enum: ['ACTIVE', 'DOWN', 'BUILD', 'DEGRADED', 'ERROR'] }), sort: true },
    sub_ports: {
      type: subports,
      field: 'subports',
      post: 'allowed',
      read: (trunk) => trunk.subports.map(subportAsPart),
    },
    ...standardAttributes<Trunk>(),
  },
})

const compiled: CompiledResource = compile(trunkResource)

/** Neutron: no envelope here. */
function asAnswer(trunk: Trunk, context: RequestContext): object {
  return render(compiled, trunk, context)
}
