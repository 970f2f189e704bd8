import type { DeviceState } from '@netloom/core'
import type { ServiceProcessState } from '@netloom/dataplane/service'

export type {
  NamespaceAddressState,
  NamespacePortState,
  NamespaceRouteState,
  NamespaceSettingsState,
  NamespaceState,
  RouteHop,
} from '@netloom/dataplane/service'

/** A chain of a router's table. */
export interface RouterChain {
  readonly name: string
  /** Where the kernel comes in: `type nat hook prerouting priority -100; policy accept;`. Absent = others jump there. */
  readonly hook?: string
  readonly rules: readonly RouterRule[]
}

export interface RouterRule {
  /** What it does, in a word or two: letters, digits, `-`. It stands in the rule's comment. */
  readonly name: string
  /** As `nft` is told. Its hash stands in the comment, by which the rule is known again whatever `nft` prints of it. */
  readonly text: string
}

/** What all traffic of a router goes through, and maps for what comes and goes. */
export interface RouterRulesState extends DeviceState {
  readonly kind: 'router-table'
  readonly part: 'rules'
  readonly namespace: string
  readonly chains: readonly RouterChain[]
  /** Objects beside maps: helpers of connection tracking. Name → what it is. */
  readonly helpers: Readonly<Record<string, string>>
}

/** Entries of a router's maps that one object of the API asks for. */
export interface RouterElementsState extends DeviceState {
  readonly kind: 'router-table'
  readonly part: 'elements'
  readonly namespace: string
  /** `floating-ip/<id>`, `port-forwarding/<id>`. */
  readonly owner: string
  readonly elements: readonly RouterElement[]
}

export interface RouterElement {
  readonly map: RouterMap
  readonly key: string
  readonly value: string
}

/** `floating`: floating → fixed address. `fixed`: back. The others: where ports of floating addresses lead. */
export type RouterMap = 'floating' | 'fixed' | 'ports' | 'port-ranges' | 'port-hosts'

export type RouterTableState = RouterRulesState | RouterElementsState

/** A haproxy process that hands what guests ask the metadata address on to a socket of the host. */
export interface MetadataProxyState extends ServiceProcessState {
  readonly kind: 'metadata-proxy'
}

/** A keepalived process. */
export interface VrrpState extends ServiceProcessState {
  readonly kind: 'router-vrrp'
}

/** A radvd process. */
export interface AdvertiserState extends ServiceProcessState {
  readonly kind: 'router-advertiser'
}
