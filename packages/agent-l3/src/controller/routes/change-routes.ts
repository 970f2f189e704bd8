import type { HostRoute } from '@netloom/core'

const keyOf = ({ destination, nexthop }: HostRoute): string => `${destination} ${nexthop}`

/** Both, each once; several nexthops of one destination are several routes. */
export function withRoutes(old: readonly HostRoute[], added: readonly HostRoute[]): readonly HostRoute[] {
  return [...new Map([...old, ...added].map((route) => [keyOf(route), route])).values()]
}

/** Those that are not there already are no fault. */
export function withoutRoutes(old: readonly HostRoute[], removed: readonly HostRoute[]): readonly HostRoute[] {
  const gone = new Set(removed.map(keyOf))
  return old.filter((route) => !gone.has(keyOf(route)))
}
