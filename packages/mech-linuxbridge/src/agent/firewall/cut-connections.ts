import type { ConnectionFilter } from '@netloom/core'
import type { PortGuardState } from './guard-state.ts'
import type { TableModel } from './table-model.ts'
import { lossesOf, type Loss, MOST_PORTS } from './losses.ts'
import { addressesOf, addressText, isAddress } from './port-addresses.ts'
import type { RuleLine } from './rule-line.ts'

/** Above this many services all connections of that direction are judged anew. */
const MOST_SERVICES = 8

/**
 * Connections that may not be allowed any more once the model's changes are made. What is allowed still is judged anew by its next
 * packet, and goes on. Costs nothing while things are only added. Pure.
 */
export function cutConnections(
  model: TableModel,
  losses: readonly Loss[] = lossesOf(model),
): readonly ConnectionFilter[] {
  const filters = [...goneFilters(model), ...losses.flatMap((loss) => filtersOf(model, loss))]
  // Those that name many come once for each class and service.
  const keyOf = (filter: ConnectionFilter): unknown =>
    (filter.sources ?? filter.destinations) === undefined ? JSON.stringify(filter) : filter
  return [...new Map(filters.map((filter) => [keyOf(filter), filter])).values()]
}

/** Ports that are gone or keep no state any more: an address may come back with another port. */
function goneFilters(model: TableModel): readonly ConnectionFilter[] {
  return model.states.changes().flatMap(([, before, after]) => {
    if (before?.part !== 'port' || before.filter === undefined) return []
    const now = after?.part === 'port' ? after.filter : undefined
    if (now !== undefined && now.stateful === before.filter.stateful) return []
    const zone = model.zoneOf(before.filter.bridge)
    if (zone === undefined) return []
    return addressesOf(before).flatMap(({ family, text }) => [
      { zone, family, source: text },
      { zone, family, destination: text },
    ])
  })
}

function filtersOf(model: TableModel, { filter, ports, lines, member }: Loss): readonly ConnectionFilter[] {
  const zone = model.zoneOf(filter.bridge)
  if (zone === undefined) return []
  return servicesOf(lines).flatMap(({ direction, ...service }): readonly ConnectionFilter[] => {
    const [own, other] =
      direction === 'ingress' ? (['destination', 'source'] as const) : (['source', 'destination'] as const)
    if (member !== undefined) return [{ zone, ...service, [other]: member }]
    const texts = textsOf(ports, service.family)
    // One list of the network's connections is cheaper than a walk through the kernel's table for each port.
    if (texts.length > MOST_PORTS) return [{ zone, ...service, [`${own}s`]: texts }]
    return texts.map((text) => ({ zone, ...service, [own]: text }))
  })
}

/** Of a thousand ports at once: nothing is made for each. */
function textsOf(ports: readonly PortGuardState[], family: 4 | 6): readonly string[] {
  const texts: string[] = []
  for (const { elements } of ports)
    for (const element of elements) if (isAddress(element, family)) texts.push(addressText(element))
  return texts
}

type Service = Pick<RuleLine, 'direction' | 'family'> & Pick<ConnectionFilter, 'protocol' | 'destinationPort'>

/** What the kernel's filter can ask about, each once. */
function servicesOf(lines: readonly RuleLine[]): readonly Service[] {
  const services = new Map<string, Service>()
  for (const { direction, family, service } of lines) {
    const one = { direction, family, ...askedOf(service) }
    services.set(JSON.stringify(one), one)
  }
  if (services.size <= MOST_SERVICES) return [...services.values()]
  const wide = lines.map(({ direction, family }) => [`${direction} ${String(family)}`, { direction, family }] as const)
  return [...new Map(wide).values()]
}

const askedOf = ({ protocol, ports }: RuleLine['service']): Pick<ConnectionFilter, 'protocol' | 'destinationPort'> => ({
  ...(protocol !== undefined && { protocol }),
  ...(ports !== undefined && ports[0] === ports[1] && { destinationPort: ports[0] }),
})
