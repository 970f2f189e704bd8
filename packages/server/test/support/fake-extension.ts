import {
  CONTRACT,
  type DriverModule,
  EXTENSION_DRIVER,
  type ExtendedResource,
  type ExtensionAttributes,
  type ExtensionDriver,
  type ExtensionValues,
} from '@netloom/core'
import type { Transaction } from '@netloom/core/store'

type Db = Transaction['db']
interface Identified {
  readonly id: string
}

const key = (resource: ExtendedResource, { id }: Identified): string => `rack ${resource} ${id}`

async function keep(
  resource: ExtendedResource,
  request: ExtensionValues,
  object: Identified,
  tx: Transaction,
): Promise<void> {
  const name = key(resource, object)
  const row = await tx.db.selectFrom('store_facts').select('value').where('name', '=', name).executeTakeFirst()
  const before = (row === undefined ? {} : JSON.parse(row.value)) as ExtensionValues
  const value = JSON.stringify({
    ...before,
    ...(request['rackUnit'] !== undefined && { rackUnit: request['rackUnit'] }),
    ...(request['cable'] !== undefined && { cable: request['cable'] }),
  })
  await tx.db.deleteFrom('store_facts').where('name', '=', name).execute()
  await tx.db.insertInto('store_facts').values({ name, value }).execute()
}

async function read(
  resource: ExtendedResource,
  objects: readonly Identified[],
  db: Db,
): Promise<ReadonlyMap<string, ExtensionValues>> {
  const rows = await db
    .selectFrom('store_facts')
    .selectAll()
    .where(
      'name',
      'in',
      objects.map((object) => key(resource, object)),
    )
    .execute()
  return new Map(rows.map(({ name, value }) => [name.split(' ')[2] ?? '', JSON.parse(value) as ExtensionValues]))
}

function rackUnit(given: unknown): number {
  const unit = typeof given === 'string' ? Number(given) : given
  if (typeof unit === 'number' && Number.isInteger(unit) && unit >= 1 && unit <= 48) return unit
  throw new Error(`'${String(given)}' is not a rack unit from 1 to 48`)
}

const ATTRIBUTES: ExtensionAttributes = {
  rack_unit: {
    post: 'allowed',
    put: 'allowed',
    filter: true,
    parse: rackUnit,
    schema: { type: 'integer', minimum: 1, maximum: 48 },
  },
  'rack:cable': { field: 'cable', post: 'allowed', schema: { type: 'string' }, default: 'copper' },
}

/** Says in which unit of a rack a network, subnet or port ends; rows of its own in `store_facts`. */
export function rackDriver(more: Partial<ExtensionDriver> = {}): ExtensionDriver {
  return {
    name: 'rack',
    aliases: ['rack-units'],
    description: 'Where things are in the rack.',
    attributes: { network: ATTRIBUTES, subnet: ATTRIBUTES, port: ATTRIBUTES },
    processCreateNetwork: (request, network, tx) => keep('network', request, network, tx),
    processUpdateNetwork: (request, network, tx) => keep('network', request, network, tx),
    processCreateSubnet: (request, subnet, tx) => keep('subnet', request, subnet, tx),
    processUpdateSubnet: (request, subnet, tx) => keep('subnet', request, subnet, tx),
    processCreatePort: (request, port, tx) => keep('port', request, port, tx),
    processUpdatePort: (request, port, tx) => keep('port', request, port, tx),
    readNetworks: (networks, db) => read('network', networks, db),
    readSubnets: (subnets, db) => read('subnet', subnets, db),
    readPorts: (ports, db) => read('port', ports, db),
    find: async (resource, field, values, db) => {
      const rows = await db.selectFrom('store_facts').selectAll().where('name', 'like', `rack ${resource} %`).execute()
      return rows
        .filter(({ value }) =>
          values.includes(((JSON.parse(value) as ExtensionValues)[field] ?? null) as number | null),
        )
        .map(({ name }) => name.split(' ')[2] ?? '')
    },
    ...more,
  }
}

export const extensionModule = (driver: ExtensionDriver): DriverModule => ({
  contract: CONTRACT,
  kind: 'extension',
  name: driver.name,
  register: (container) => {
    container.register(EXTENSION_DRIVER, { useFactory: () => driver })
  },
})
