import type { FlowMod } from '../openflow/flow-mod.ts'
import type { FoundFlow } from '../states/found-flow.ts'

const NOTHING = Buffer.alloc(0)

/** Every flow of one identity, whatever its names stood for when it was written. */
export const removeAll = (cookie: bigint, table: number): FlowMod => ({
  command: 'remove-all',
  table,
  priority: 0,
  cookie,
  fields: NOTHING,
  actions: NOTHING,
})

/** One flow as it was read, and no other that has its identity. */
export const removeOne = (
  place: { readonly table: number; readonly priority: number },
  found: Pick<FoundFlow, 'cookie' | 'fields'>,
): FlowMod => ({
  command: 'remove-one',
  table: place.table,
  priority: place.priority,
  cookie: BigInt(found.cookie),
  fields: Buffer.from(found.fields, 'hex'),
  actions: NOTHING,
})
