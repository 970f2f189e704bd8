import type { ConnectionFilter, Step } from '@netloom/core'
import type { RouterElementsState } from '../../render/states.ts'
import { goneElements } from './table-lines.ts'

/**
 * Connections that went by what is no more: those to a floating IP, and those that took it for their source. Others of the same
 * guest go on. Pure.
 */
export function cutConnections(steps: readonly Step<RouterElementsState>[]): readonly ConnectionFilter[] {
  const filters = new Map<string, ConnectionFilter>()
  for (const { element } of steps.flatMap(goneElements)) {
    for (const filter of filtersOf(element.map, element.key)) filters.set(JSON.stringify(filter), filter)
  }
  return [...filters.values()]
}

const HERE = { zone: 0, family: 4 } as const

function filtersOf(map: string, key: string): readonly ConnectionFilter[] {
  if (map === 'floating')
    return [
      { ...HERE, destination: key },
      { ...HERE, replyDestination: key },
    ]
  if (map === 'fixed') return []
  const [protocol = '', destination = '', port = ''] = key.split(' . ')
  const [first = 0, last] = port.split('-').map(Number)
  const ports = last === undefined ? { destinationPort: first } : { destinationPorts: [first, last] as const }
  return [{ ...HERE, destination, protocol: Number(protocol), ...ports }]
}
