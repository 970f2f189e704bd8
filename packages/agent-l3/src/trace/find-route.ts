import { type Cidr, cidrContains, parseAddress, parseCidr } from '@netloom/core/kit'
import type { ServedInterface } from '../render/served-router.ts'
import type { TracedRouter } from './traced-router.ts'

/** Where the router sends a packet. */
export interface ChosenRoute {
  readonly out: ServedInterface
  /** Who gets it there. */
  readonly nextHop: string
  /** In words: `10.0.1.0/24 is on qr-…`. */
  readonly rule: string
}

interface Candidate {
  readonly cidr: Cidr
  readonly text: string
  readonly inner: string
  readonly via?: string
  readonly reason?: string
  /** Of how many nexthops, where several share the flows. */
  readonly of: number
}

/** The longest prefix decides, as in the kernel; of several nexthops the first stands for all. Pure. */
export function findRoute(destination: string, router: TracedRouter): ChosenRoute | undefined {
  const address = parseAddress(destination)
  if (address === undefined) return undefined
  const lengthOf = ({ text }: Candidate): number => Number(text.split('/')[1])
  const [best] = candidates(router)
    .filter(({ cidr }) => cidrContains(cidr, address))
    .sort((one, other) => lengthOf(other) - lengthOf(one))
  const out = best && router.served?.interfaces.find(({ inner }) => inner === best.inner)
  if (best === undefined || out === undefined) return undefined
  if (best.via === undefined) return { out, nextHop: destination, rule: `${best.text} is on ${best.inner}` }
  const among = best.of > 1 ? `, one of ${String(best.of)} nexthops` : ''
  const rule = `${best.reason ?? 'route'} ${best.text} via ${best.via} on ${best.inner}${among}`
  return { out, nextHop: best.via, rule }
}

function candidates({ served, routes }: TracedRouter): readonly Candidate[] {
  const connected = (served?.interfaces ?? []).flatMap(({ inner, addresses }) =>
    addresses.map(({ cidr }) => ({ text: cidr, inner, of: 1 })),
  )
  const others = routes.flatMap(({ state: { destination, hops }, rule }) => {
    const [hop] = hops
    const via = hop?.via
    return hop === undefined
      ? []
      : [
          {
            ...{ text: destination, inner: hop.inner, of: hops.length, reason: rule },
            ...(via !== undefined && { via }),
          },
        ]
  })
  return [...connected, ...others].flatMap((one) => {
    const cidr = parseCidr(one.text)
    return cidr === undefined ? [] : [{ ...one, cidr }]
  })
}
