import { describeChecks, type ConformanceCheck, type ConformanceSetup } from './support/check.ts'
import type { AgentRoleFixture } from './role/agent-role-fixture.ts'
import { roleCauseChecks } from './role/role-causes.ts'
import { roleDependencyChecks } from './role/role-dependencies.ts'
import { roleLifeChecks } from './role/role-life.ts'
import { rolePassageChecks } from './role/role-passages.ts'
import { rolePayloadChecks } from './role/role-payloads.ts'
import { roleReportChecks } from './role/role-reports.ts'
import { roleStateChecks } from './role/role-states.ts'
import { roleTopicChecks } from './role/role-topics.ts'

export const agentRoleChecks: readonly ConformanceCheck<AgentRoleFixture>[] = [
  ...roleTopicChecks,
  ...rolePayloadChecks,
  ...roleStateChecks,
  ...roleReportChecks,
  ...roleDependencyChecks,
  ...roleCauseChecks,
  ...rolePassageChecks,
  ...roleLifeChecks,
]

/** What every role of an agent promises. Each rule makes the roles that it needs from the fixture's description. */
export function describeAgentRole(name: string, setup: ConformanceSetup<AgentRoleFixture>): void {
  describeChecks(`${name} keeps the AgentRole contract`, agentRoleChecks, setup)
}
