import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import type { FirewallRendererFixture } from './driver/firewall-renderer-fixture.ts'
import { guardChecks } from './driver/firewall-guards.ts'
import { firewallAttachmentChecks } from './driver/firewall-attachments.ts'
import { firewallGroupChecks } from './driver/firewall-groups.ts'
import { firewallPurityChecks } from './driver/firewall-purity.ts'

export const firewallRendererChecks: readonly ConformanceCheck<FirewallRendererFixture>[] = [
  ...guardChecks,
  ...firewallPurityChecks,
  ...firewallAttachmentChecks,
  ...firewallGroupChecks,
]

/** What every firewall renderer promises. Each rule gets a fixture of its own. */
export function describeFirewallRenderer(name: string, setup: ConformanceSetup<FirewallRendererFixture>): void {
  describeChecks(`${name} keeps the FirewallRenderer contract`, firewallRendererChecks, setup)
}
