import type { FirewallRenderer, Host } from '@netloom/core'

/** What the kit has to know of a firewall renderer. */
export interface FirewallRendererFixture {
  readonly renderer: FirewallRenderer
  /** A host that knows the renderer's kinds; nothing is applied to it. */
  readonly host: Pick<Host, 'kinds'>
}
