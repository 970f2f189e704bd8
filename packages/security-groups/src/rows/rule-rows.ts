import { canonicalPrefix } from '@netloom/core/kit'
import type { Direction, Ethertype, RuleMatch, SecurityGroupRule } from '../model/security-group-rule.ts'
import type { MatchColumns, SecurityGroupRuleRow } from '../store/tables.ts'
import { ruleKeyOf } from '../model/rule-key.ts'

export function matchColumns(match: RuleMatch): MatchColumns {
  return {
    direction: match.direction,
    ethertype: match.ethertype,
    protocol: match.protocol,
    port_range_min: match.portRangeMin,
    port_range_max: match.portRangeMax,
    remote_ip_prefix: match.remoteIpPrefix,
    normalized_cidr: match.remoteIpPrefix === null ? null : (canonicalPrefix(match.remoteIpPrefix) ?? null),
    remote_group_id: match.remoteGroupId,
    remote_address_group_id: match.remoteAddressGroupId,
    rule_key: ruleKeyOf(match),
  }
}

export function matchOf(row: MatchColumns): RuleMatch {
  return {
    direction: row.direction as Direction,
    ethertype: row.ethertype as Ethertype,
    protocol: row.protocol,
    portRangeMin: row.port_range_min,
    portRangeMax: row.port_range_max,
    remoteIpPrefix: row.remote_ip_prefix,
    remoteGroupId: row.remote_group_id,
    remoteAddressGroupId: row.remote_address_group_id,
  }
}

/** A rule, and whether its group is a project's default. */
export type JoinedRuleRow = SecurityGroupRuleRow & { readonly default_of: string | null }

export function ruleOf(row: JoinedRuleRow): SecurityGroupRule {
  return {
    ...matchOf(row),
    id: row.id,
    projectId: row.project_id,
    securityGroupId: row.security_group_id,
    normalizedCidr: row.normalized_cidr,
    belongsToDefaultSg: row.default_of !== null,
    description: row.description,
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
