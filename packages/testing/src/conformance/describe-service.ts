import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import { serviceAgentChecks } from './service/service-agents.ts'
import { serviceChangeChecks } from './service/service-changes.ts'
import { serviceDeclarationChecks } from './service/service-declarations.ts'
import type { ServiceFixture } from './service/service-fixture.ts'
import { serviceLifeChecks } from './service/service-life.ts'
import { serviceObjectChecks } from './service/service-objects.ts'

export const serviceChecks: readonly ConformanceCheck<ServiceFixture>[] = [
  ...serviceDeclarationChecks,
  ...serviceLifeChecks,
  ...serviceObjectChecks,
  ...serviceChangeChecks,
  ...serviceAgentChecks,
]

/** What every service promises. Each rule gets a module, and a controller, of its own. */
export function describeService(name: string, setup: ConformanceSetup<ServiceFixture>): void {
  describeChecks(`${name} keeps the ServiceModule contract`, serviceChecks, setup)
}
