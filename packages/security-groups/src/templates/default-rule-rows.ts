import type { DefaultSecurityGroupRule } from '../model/default-rule.ts'
import { matchColumns, matchOf } from '../rows/rule-rows.ts'
import type { DefaultRuleRow } from '../store/tables.ts'

export function defaultRuleRow(rule: DefaultSecurityGroupRule): DefaultRuleRow {
  return {
    ...matchColumns(rule),
    id: rule.id,
    used_in_default_sg: rule.usedInDefaultSg ? 1 : 0,
    used_in_non_default_sg: rule.usedInNonDefaultSg ? 1 : 0,
    description: rule.description,
    revision_number: rule.revisionNumber,
    created_at: rule.createdAt,
    updated_at: rule.updatedAt,
  }
}

export function defaultRuleOf(row: DefaultRuleRow): DefaultSecurityGroupRule {
  return {
    ...matchOf(row),
    id: row.id,
    usedInDefaultSg: row.used_in_default_sg === 1,
    usedInNonDefaultSg: row.used_in_non_default_sg === 1,
    description: row.description,
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
