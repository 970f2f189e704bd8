import type { FirewallRenderer, Host } from '@netloom/core'
import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './check.ts'
import { guardChecks } from './driver/firewall-guards.ts'
import { firewallPurityChecks } from './driver/firewall-purity.ts'

export interface FirewallRendererFixture {
  readonly renderer: FirewallRenderer
  /** A host that knows the renderer's kinds; nothing is applied to it. */
  readonly host: Pick<Host, 'kinds'>
}

export const firewallRendererChecks: readonly ConformanceCheck<FirewallRendererFixture>[] = [
  ...guardChecks,
  ...firewallPurityChecks,
]

/** What every firewall renderer promises. Each rule gets a fixture of its own. */
export function describeFirewallRenderer(name: string, setup: ConformanceSetup<FirewallRendererFixture>): void {
  describeChecks(`${name} keeps the FirewallRenderer contract`, firewallRendererChecks, setup)
}
