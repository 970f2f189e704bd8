import type { ReadScope } from '@netloom/core'
import { COOKIES_OF, cookieText, type FlowSort } from '../openflow/flow-cookie.ts'
import { decodeActions } from '../openflow/action-codec.ts'
import type { FlowBridges } from '../openflow/flow-bridges.ts'
import type { WireFlow } from '../openflow/flow-mod.ts'
import { OpenFlowVersionError } from '../openflow/hello.ts'
import { decodeFields, encodeFields } from '../openflow/match-codec.ts'
import type { ResolvedAction, ResolvedMatch } from '../openflow/resolved-flow.ts'

/** A flow of ours on a switch, decoded. */
export interface ReadFlow {
  readonly bridge: string
  readonly table: number
  readonly priority: number
  readonly cookie: bigint
  readonly match: ResolvedMatch
  /** `match` as canonical bytes. */
  readonly fields: Buffer
  readonly actions: readonly ResolvedAction[]
  /** A younger flow of the same table and cookie is there. */
  readonly old: boolean
}

/** All flows of ours of one sort on the bridges in scope. @throws {Error} when a bridge is out of reach. */
export async function readFlows(
  bridges: FlowBridges,
  sort: FlowSort,
  scope: ReadScope | undefined,
): Promise<readonly ReadFlow[]> {
  const names = [...(await bridges.names())].filter((name) => scope?.devices?.has(name) !== false)
  const dumps = await Promise.all(
    names.map(async (name) => {
      try {
        return decodeDump(name, await bridges.bridge(name).dump(COOKIES_OF[sort]))
      } catch (error) {
        // Without OpenFlow 1.4 we cannot have written one. Writing one says what is wrong.
        if (error instanceof OpenFlowVersionError) return []
        throw error
      }
    }),
  )
  return dumps.flat()
}

export function decodeDump(bridge: string, flows: readonly WireFlow[]): readonly ReadFlow[] {
  const youngest = new Map<string, WireFlow>()
  for (const flow of flows) {
    const rival = youngest.get(placeOf(flow))
    if (rival === undefined || flow.age < rival.age) youngest.set(placeOf(flow), flow)
  }
  return flows.map((flow) => {
    const { table, priority, cookie } = flow
    const match = decodeFields(flow.fields)
    return {
      bridge,
      table,
      priority,
      cookie,
      match,
      fields: encodeFields(match),
      actions: [
        ...decodeActions(flow.actions),
        ...flow.otherInstructions.map((bytes) => ({ type: 'other', bytes }) as const),
        ...(flow.expires ? [EXPIRES] : []),
      ],
      old: youngest.get(placeOf(flow)) !== flow,
    }
  })
}

const placeOf = ({ table, cookie }: WireFlow): string => `${String(table)} ${cookieText(cookie)}`

/** Ours never expire: one that does has been put there by somebody else, and must differ from ours. */
const EXPIRES: ResolvedAction = { type: 'other', bytes: 'ffffffffffffffff' }
