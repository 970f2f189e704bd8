import {
  compile,
  type CompiledResource,
  defineResource,
  isDictionary,
  MEMBER,
  READER,
  readInner,
  type Resource,
  value,
} from '@netloom/api'
import type { MemberCreate } from '../../controller/model/requests.ts'
import type { Shown } from '../../controller/model/shown.ts'
import { apiError } from '../words/api-error.ts'
import { OCTAVIA, shown } from '../words/octavia.ts'
import { address, flag, integer, orDefault, orNull, uuid } from '../values/values.ts'
import { both, head, listed, tail } from './common.ts'

type Member = Shown<'member'>

const port = integer(1, 65_535)
/** Members of one request. */
const MOST_MEMBERS = 4_096

/** `{ members: [{ address, protocol_port, … }, …] }` */
const membersBody = value(
  (given) => {
    const members = isDictionary(given) ? given['members'] : undefined
    if (!Array.isArray(members)) throw apiError("Unknown attribute for argument members_: 'members' has to be a list")
    if (members.length > MOST_MEMBERS) throw apiError(`At most ${String(MOST_MEMBERS)} members can be given at once`)
    return (members as readonly unknown[]).map((one) => {
      if (!isDictionary(one))
        throw apiError(`Invalid input for field/attribute members. Value: '${shown(one)}'. Value should be dict`)
      return readInner(compiledMember, one)
    })
  },
  { type: 'object', properties: { members: { type: 'array', items: { type: 'object' } } }, required: ['members'] },
)

/** `PUT …/members`: all members of a pool at once, or, with `additive_only`, more of them. */
const replaceMembers: NonNullable<Resource['replaceAll']> = {
  summary: 'Give the pool these members and no others',
  rule: 'update_member',
  policy: MEMBER,
  status: 202,
  body: membersBody,
  run: async ({ services }, context, { params: { pool_id: id = '' }, body, query }) => {
    const additive = query['additive_only']?.at(-1)?.toLowerCase() === 'true'
    await services.lbMembers.of(id).replace(context, body as readonly MemberCreate[], additive)
  },
}

/** `/v2.0/lbaas/pools/{id}/members` */
export const memberResource: Resource = defineResource<Member>({
  name: 'member',
  plural: 'members',
  path: 'lbaas/pools/:pool_id/members',
  summary: 'A server that a pool sends requests to.',
  extension: 'lbaasv2',
  dialect: OCTAVIA,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }, { pool_id: poolId = '' }) => services.lbMembers.of(poolId),
  replaceAll: replaceMembers,
  attributes: {
    ...head<Member>(),
    address: { type: address, post: 'required', ...listed },
    protocol_port: { type: port, post: 'required', ...listed },
    weight: { type: orDefault(integer(0, 256), 1), ...both, ...listed },
    backup: { type: orDefault(flag, false), ...both, ...listed },
    subnet_id: { type: orNull(uuid), post: 'allowed', ...listed },
    monitor_address: { type: orNull(address), ...both, ...listed },
    monitor_port: { type: orNull(port), ...both, ...listed },
    ...tail<Member>(),
  },
})

export const compiledMember: CompiledResource = compile(memberResource)
