import type { Link } from './link.ts'
import { OLD_MARK } from './mark.ts'
import { flag, inner, number, text, type Row } from './device-rows.ts'
import type { VxlanState } from './vxlan-state.ts'

/** The device as a state; undefined when it is none of ours. */
export function vxlanOf({ name, type, mark, hasOldMark, data, master, port, mtu, up }: Link): VxlanState | undefined {
  if (type !== 'vxlan' || mark === undefined) return undefined
  const group = text(data, 'group') ?? text(data, 'group6')
  const ttl = number(data, 'ttl')
  const tos = tosOf(text(data, 'tos'))
  const portRange = rangeOf(inner(data, 'port_range'))
  return {
    kind: 'vxlan',
    name,
    owner: mark.owner,
    vni: number(data, 'id') ?? -1,
    localIp: text(data, 'local') ?? text(data, 'local6') ?? '',
    underlay: text(data, 'link') ?? '',
    dstPort: number(data, 'port') ?? 0,
    ...(group !== undefined && { group }),
    ...(ttl !== undefined && ttl !== 0 && { ttl }),
    ...(tos !== undefined && { tos }),
    ...(portRange !== undefined && { portRange }),
    proxy: flag(data, 'proxy'),
    learning: flag(data, 'learning'),
    mtu,
    ...(master !== undefined && { bridge: master }),
    neighSuppress: flag(port, 'neigh_suppress'),
    ...(flag(port, 'isolated') && { isolated: true }),
    ...(!up ? { fault: 'down' } : hasOldMark && { fault: OLD_MARK }),
  }
}

/** The kernel says `inherit` with the lowest bit. */
function tosOf(printed: string | undefined): number | 'inherit' | undefined {
  if (printed === undefined) return undefined
  const tos = Number(printed)
  if (tos === 1) return 'inherit'
  return tos === 0 ? undefined : tos
}

function rangeOf(range: Row | undefined): readonly [number, number] | undefined {
  const low = number(range, 'low')
  const high = number(range, 'high')
  return low === undefined || high === undefined || (low === 0 && high === 0) ? undefined : [low, high]
}
