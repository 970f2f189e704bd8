import type { ExtensionDriver, Port } from '@netloom/core'
import { type Db, tablesIn } from '../store/tables.ts'
import { groupsOfPorts } from './port-group-rows.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Null = []; in Neutron's words: `convert_none_to_empty_list`, `type:uuid_list`. */
function groupIds(given: unknown): readonly string[] {
  if (given === null) return []
  if (!Array.isArray(given))
    throw new Error(`'${typeof given === 'string' ? given : JSON.stringify(given)}' is not a list`)
  const list: readonly unknown[] = given
  for (const id of list) {
    if (typeof id === 'string' && UUID.test(id)) continue
    throw new Error(`'${id === null ? 'None' : typeof id === 'string' ? id : JSON.stringify(id)}' is not a valid UUID`)
  }
  const ids = (list as readonly string[]).map((id) => id.toLowerCase())
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) < index))
  if (twice.size > 0) throw new Error(`Duplicate items in the list: '${[...twice].join(', ')}'`)
  return ids
}

/** `security_groups` of ports: what does not need the environment. */
export const portAttribute: Omit<ExtensionDriver, 'initialize' | 'close'> = {
  name: 'security-groups',
  // the service lists them
  aliases: [],
  attributes: {
    port: {
      security_groups: {
        post: 'allowed',
        put: 'allowed',
        parse: groupIds,
        filter: true,
        byRevision: true,
        schema: { type: ['array', 'null'], items: { type: 'string', format: 'uuid', maxLength: 36 } },
      },
    },
  },
  async readPorts(ports: readonly Port[], db: Db) {
    const found = await groupsOfPorts(
      db,
      ports.map(({ id }) => id),
    )
    return new Map(ports.map(({ id }) => [id, { securityGroups: (found.get(id) ?? []).map((one) => one.groupId) }]))
  },
  async find(_resource, _field, values, db) {
    if (values.length === 0) return []
    const rows = await tablesIn(db)
      .selectFrom('port_security_groups')
      .select('port_id')
      .distinct()
      .where('security_group_id', 'in', values.map(String))
      .execute()
    return rows.map(({ port_id }) => port_id)
  },
}
