import type { DeviceState, FirewallRenderer, RoleView, SwitchRenderer } from '@netloom/core'
import type { NetworkItem } from '@netloom/core/wire'

/** What a trace of one host looks at. */
export interface TraceContext {
  readonly host: string
  readonly view: RoleView
  readonly renderer: SwitchRenderer
  readonly firewall: FirewallRenderer | undefined
  /** A network as the switch sees it. */
  readonly network: (networkId: string) => NetworkItem | undefined
  readonly table: { keyOf(state: DeviceState): string; isRight(key: string): boolean }
  /** Why a key's last step failed. */
  readonly failure: (key: string) => string | undefined
}
