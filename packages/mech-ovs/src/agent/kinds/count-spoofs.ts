import type { SpoofCount } from '@netloom/core'
import { spoofReason } from '../firewall/guards/spoof-reason.ts'
import { COUNTED_COOKIES } from '../openflow/flow-cookie.ts'
import type { FlowBridges } from '../openflow/flow-bridges.ts'
import { OpenFlowVersionError } from '../openflow/hello.ts'
import { decodeFields } from '../openflow/match-codec.ts'
import type { SwitchNames } from './switch-names.ts'

/** What flows with a counted cookie have dropped: one request to each bridge. @throws {Error} when one is out of reach. */
export async function countSpoofs(bridges: FlowBridges, names: SwitchNames): Promise<readonly SpoofCount[]> {
  const all = [...(await bridges.names())].map(async (name) => {
    try {
      const flows = await bridges.bridge(name).dump(COUNTED_COOKIES)
      return flows.flatMap(({ packets, fields }): readonly SpoofCount[] => {
        if (packets === 0n) return []
        const match = decodeFields(fields)
        const portId = match.inPort === undefined ? undefined : names.portId?.(name, match.inPort)
        return portId === undefined ? [] : [{ portId, what: spoofReason(match), packets: Number(packets) }]
      })
    } catch (error) {
      if (error instanceof OpenFlowVersionError) return []
      throw error
    }
  })
  return together((await Promise.all(all)).flat())
}

/** DHCP of both families is one reason in two flows. */
function together(counts: readonly SpoofCount[]): readonly SpoofCount[] {
  const sums = new Map<string, SpoofCount>()
  for (const count of counts) {
    const key = `${count.portId} ${count.what}`
    sums.set(key, { ...count, packets: count.packets + (sums.get(key)?.packets ?? 0) })
  }
  return [...sums.values()]
}
