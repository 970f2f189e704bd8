import { decodeTunnel, startCapture, type Capture, type CapturedFrame, type Payload } from '@netloom/testing/lab'
import type { LabState } from '../../src/lab/state/lab-state.ts'
import { underlayNetns } from '../../src/lab/state/names.ts'
import type { CellCloud } from './cell-cloud.ts'
import { isTunnel } from './cells.ts'
import { wirePorts } from './matrix-lab.ts'

const ICMP = 1
const ECHO_REPLY = 0

/** Frames of one network on the wires between hosts. */
export interface WireCount {
  /** ARP requests that hosts sent, each copy. */
  readonly arpRequests: number
  /** Echo requests and replies that hosts sent. */
  readonly pings: number
  /** ARP and echo that came to hosts without a VM of the network. */
  readonly atOthers: { readonly arp: number; readonly pings: number }
}

export interface Wire {
  /** Waits until an echo reply of `from` has crossed, then counts what did. */
  count(cloud: CellCloud, from: string, others: readonly string[]): Promise<WireCount>
  stop(): Promise<unknown>
}

export async function watchWire(state: LabState): Promise<Wire> {
  const ports = await wirePorts(state)
  const capture: Capture = await startCapture(underlayNetns(state.name), '')
  return {
    async count(cloud, from, others) {
      await capture.until(({ payload }) => {
        const inner = carried(payload, cloud)
        return inner?.type === 'ipv4' && isPing(inner) && inner.data[0] === ECHO_REPLY && inner.source === from
      })
      const frames = await capture.stop()
      const of = (wanted: CapturedFrame['direction'], hosts?: readonly string[]): readonly Payload[] =>
        frames
          .filter(({ direction }) => direction === wanted)
          .filter(({ ifindex }) => ports.has(ifindex) && (hosts?.includes(ports.get(ifindex) ?? '') ?? true))
          .flatMap(({ payload }) => carried(payload, cloud) ?? [])
      // What a host sends comes in at the switch, and what goes out there comes to a host.
      const sent = of('in')
      const received = of('out', others)
      return {
        arpRequests: sent.filter(isRequest).length,
        pings: sent.filter(isPing).length,
        atOthers: { arp: received.filter(isRequest).length, pings: received.filter(isPing).length },
      }
    },
    stop: () => capture.stop(),
  }
}

/** What a frame on a wire carries for the network; undefined when it is another one's. */
function carried(payload: Payload, { type, segmentationId }: CellCloud): Payload | undefined {
  // A capture of all devices does not show tags; see `watchTags`.
  if (!isTunnel(type)) return isInside(payload) ? payload : undefined
  const tunnel = decodeTunnel(payload)
  return tunnel?.type === type && tunnel.key === segmentationId ? tunnel.inner.payload : undefined
}

/** The hosts speak on the same wires, from other addresses. */
const isInside = (payload: Payload): boolean =>
  payload.type === 'arp' ? isOurs(payload.arp.senderIp) : payload.type === 'ipv4' && isOurs(payload.source)
const isOurs = (ip: string): boolean => ip.startsWith('10.0.0.')

const isRequest = (payload: Payload): boolean => payload.type === 'arp' && payload.arp.operation === 'request'

const isPing = (payload: Payload): boolean => payload.type === 'ipv4' && payload.protocol === ICMP
