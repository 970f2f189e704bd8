import type { FirewallRule, RuleAction } from '../model/firewall-rule.ts'
import { portRange, portText } from '../model/ports.ts'
import type { RuleRow } from '../store/tables.ts'

/** Where a rule stands. */
export interface RulePositions {
  readonly policyIds: readonly string[]
  readonly position: number | null
}

export const NOWHERE: RulePositions = { policyIds: [], position: null }

export function ruleRow(rule: FirewallRule): RuleRow {
  const [source, destination] = [rule.sourcePort, rule.destinationPort].map((text) =>
    text === null ? undefined : portRange(text),
  )
  return {
    id: rule.id,
    project_id: rule.projectId,
    name: rule.name,
    description: rule.description,
    shared: rule.shared ? 1 : 0,
    protocol: rule.protocol,
    ip_version: rule.ipVersion,
    source_ip_address: rule.sourceIpAddress,
    destination_ip_address: rule.destinationIpAddress,
    source_port_min: source?.[0] ?? null,
    source_port_max: source?.[1] ?? null,
    destination_port_min: destination?.[0] ?? null,
    destination_port_max: destination?.[1] ?? null,
    action: rule.action,
    enabled: rule.enabled ? 1 : 0,
    revision_number: rule.revisionNumber,
    created_at: rule.createdAt,
    updated_at: rule.updatedAt,
  }
}

export function ruleOf(row: RuleRow, { policyIds, position }: RulePositions): FirewallRule {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    description: row.description,
    shared: row.shared === 1,
    protocol: row.protocol,
    ipVersion: row.ip_version === 6 ? 6 : 4,
    sourceIpAddress: row.source_ip_address,
    destinationIpAddress: row.destination_ip_address,
    sourcePort: portText(row.source_port_min, row.source_port_max),
    destinationPort: portText(row.destination_port_min, row.destination_port_max),
    action: row.action as RuleAction,
    enabled: row.enabled === 1,
    policyIds,
    position,
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
