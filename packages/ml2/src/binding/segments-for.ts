import type { Port, Segment } from '@netloom/core'
import type { LoadedNetwork } from '../rows/network-rows.ts'

/** Static segments only (dynamic ones belong to lower levels), and of those the ones the port's subnets are tied to. */
export function segmentsFor(port: Port, { network, subnets }: LoadedNetwork): readonly Segment[] {
  const all = network.segments.filter(({ isDynamic }) => !isDynamic)
  const tied = subnets
    .filter(({ id }) => port.fixedIps.some(({ subnetId }) => subnetId === id))
    .flatMap(({ segmentId }) => (segmentId === null ? [] : [segmentId]))
  return tied.length === 0 ? all : all.filter(({ id }) => tied.includes(id))
}
