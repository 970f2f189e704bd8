import type { Rendered } from '@netloom/core'
import type { PortForwardingItem } from '../wire/router-items.ts'
import { namespaceOf } from './names.ts'
import { floatingAddress } from './render-floating-ip.ts'
import { PROTOCOLS } from './router-maps.ts'
import { isActive, type ServedRouter } from './served-router.ts'
import type { RouterElement, RouterElementsState } from './states.ts'

/** Ports of a floating IP that lead to ports behind the router. Nothing while it has no gateway. Pure. */
export function renderPortForwarding(served: ServedRouter, item: PortForwardingItem): readonly Rendered[] {
  const { router, gateway } = served
  const protocol = PROTOCOLS[item.protocol.toLowerCase()] ?? numberOf(item.protocol)
  if (gateway === undefined || protocol === undefined) return []
  const namespace = namespaceOf(router.id)
  const elements: RouterElementsState = {
    ...{ kind: 'router-table', part: 'elements', namespace, owner: `port-forwarding/${item.id}` },
    elements: elementsOf(item, protocol),
  }
  return [
    { state: elements, rule: 'port forwarding' },
    // On the host that is active alone, whatever the others are ready for.
    ...(isActive(served)
      ? [{ state: floatingAddress(namespace, gateway, item.floatingIp), rule: 'address of the floating IP' }]
      : []),
  ]
}

/** A number that stands for a protocol with ports. */
function numberOf(text: string): number | undefined {
  const number = Number(text)
  return Object.values(PROTOCOLS).includes(number) ? number : undefined
}

/** A range to one port, or to the same ones, is one element; ports that are shifted are one each. */
function elementsOf(
  { floatingIp, externalPorts, internalIp, internalPorts }: PortForwardingItem,
  protocol: number,
): readonly RouterElement[] {
  const [first, last] = externalPorts
  const [inside, lastInside] = internalPorts
  const key = (port: number | string): string => `${String(protocol)} . ${floatingIp} . ${String(port)}`
  const to = (port: number): string => `${internalIp} . ${String(port)}`
  if (first === last) return [{ map: 'ports', key: key(first), value: to(inside) }]
  const range = key(`${String(first)}-${String(last)}`)
  if (inside === lastInside) return [{ map: 'port-ranges', key: range, value: to(inside) }]
  if (inside === first) return [{ map: 'port-hosts', key: range, value: internalIp }]
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    ...{ map: 'ports' as const, key: key(first + at), value: to(inside + at) },
  }))
}
