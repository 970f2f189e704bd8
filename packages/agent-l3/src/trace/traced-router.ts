import type { Frame } from '@netloom/core/firewall'
import type { TraceHop } from '@netloom/core'
import type { RouterMetadata } from '../render/l3-options.ts'
import type { RenderedRoute } from '../render/router-routes.ts'
import type { ServedRouter } from '../render/served-router.ts'
import type { FloatingIpItem, PortForwardingItem, RouterInterfaceItem } from '../wire/router-items.ts'

export type FrameIp = NonNullable<Frame['ip']>

/** A floating IP or port forwarding with its item's key and revision. */
export type TracedSingle = { readonly key: string; readonly revision: number } & (
  | { readonly kind: 'floating-ip'; readonly body: FloatingIpItem }
  | { readonly kind: 'port-forwarding'; readonly body: PortForwardingItem }
)

/** What a trace looks at of one router. */
export interface TracedRouter {
  readonly routerId: string
  readonly revision: number
  readonly adminStateUp: boolean
  /** All that the host was told of; also those that are down. */
  readonly interfaces: readonly RouterInterfaceItem[]
  /** Absent = this host has nothing of it. */
  readonly served: ServedRouter | undefined
  readonly routes: readonly RenderedRoute[]
  /** Guests are answered at the metadata address. */
  readonly metadata?: RouterMetadata
  readonly singles: readonly TracedSingle[]
  /** What keeps the router, or an item with a unit of its own, from being in force. */
  readonly inForce: (key?: string) => Pick<TraceHop, 'keys' | 'problem'>
}

export const routerCause = ({ routerId, revision }: TracedRouter, rule: string): TraceHop['cause'] => ({
  object: `router/${routerId}`,
  revision,
  rule,
})
