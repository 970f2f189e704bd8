import { ruleKeyOf } from '../../../security-groups/src/model/rule-key.ts'
import { matchOf } from '../../../security-groups/src/rows/rule-rows.ts'
import { twice } from './address-problems.ts'
import { differences } from './count-problems.ts'
import type { GroupRows } from './group-rows.ts'
import type { Rows } from './rows.ts'

/** What no order of requests about security groups may bring about. Pure; empty = all is well. */
export function groupProblems(rows: Rows, groups: GroupRows): readonly string[] {
  return [
    ...danglingReferences(rows, groups),
    ...defaultProblems(groups),
    ...ruleProblems(groups),
    ...memberProblems(rows, groups),
    ...usageProblems(rows, groups),
    ...feedProblems(rows, groups),
  ]
}

function danglingReferences(rows: Rows, groups: GroupRows): readonly string[] {
  const there = {
    group: new Set(groups.security_groups.map(({ id }) => id)),
    addresses: new Set(rows.address_groups.map(({ id }) => id)),
    port: new Set(rows.ports.map(({ id }) => id)),
  }
  const named: (readonly [keyof typeof there, string, string | null])[] = [
    ...groups.port_security_groups.flatMap((row) => [
      ['group', `port ${row.port_id}`, row.security_group_id] as const,
      ['port', `group ${row.security_group_id}`, row.port_id] as const,
    ]),
    ...groups.security_group_rules.flatMap((row) => [
      ['group', `rule ${row.id}`, row.security_group_id] as const,
      ['group', `rule ${row.id}`, row.remote_group_id] as const,
      ['addresses', `rule ${row.id}`, row.remote_address_group_id] as const,
    ]),
    ...groups.default_security_group_rules.flatMap((row) => [
      ['group', `template ${row.id}`, row.remote_group_id === 'PARENT' ? null : row.remote_group_id] as const,
      ['addresses', `template ${row.id}`, row.remote_address_group_id] as const,
    ]),
    ...groups.default_security_groups.map(
      (row) => ['group', `project ${row.project_id}`, row.security_group_id] as const,
    ),
    ...rows.rbac_policies
      .filter(({ object_type }) => object_type === 'security_group')
      .map((row) => ['group', `policy ${row.id}`, row.object_id] as const),
  ]
  return named.flatMap(([sort, who, id]) =>
    id === null || there[sort].has(id) ? [] : [`${who} names ${id}, which is gone`],
  )
}

/** One default group each, of its project, called so; and nothing else is. */
function defaultProblems({ security_groups, default_security_groups }: GroupRows): readonly string[] {
  return differences(
    'default groups',
    default_security_groups.map((row) => `${row.security_group_id} of ${row.project_id}`),
    security_groups
      .filter(({ name }) => name.toLowerCase() === 'default')
      .map(({ id, project_id }) => `${id} of ${project_id}`),
  )
}

function ruleProblems({ security_group_rules: rules }: GroupRows): readonly string[] {
  const keys = rules.map((rule) => `${rule.security_group_id} ${ruleKeyOf(matchOf(rule))}`)
  return [
    ...twice(keys).map((key) => `a rule twice: ${key}`),
    ...rules
      .filter((rule) => rule.rule_key !== ruleKeyOf(matchOf(rule)))
      .map(({ id }) => `rule ${id} has the key of another`),
  ]
}

function memberProblems({ ports }: Rows, groups: GroupRows): readonly string[] {
  const stateful = new Map(groups.security_groups.map((row) => [row.id, row.stateful]))
  return ports.flatMap((port) => {
    const own = groups.port_security_groups.filter(({ port_id }) => port_id === port.id)
    const states = new Set(own.map((row) => stateful.get(row.security_group_id)))
    return [
      ...(states.size > 1 ? [`port ${port.id} is in stateful and stateless groups`] : []),
      ...(own.length > 0 && port.port_security_enabled === 0
        ? [`port ${port.id} has groups without port security`]
        : []),
    ]
  })
}

function usageProblems({ quota_usages }: Rows, groups: GroupRows): readonly string[] {
  const counted = (['security_group', 'security_group_rule'] as const).flatMap((resource) => {
    const counts = new Map<string, number>()
    for (const { project_id: project } of groups[`${resource}s`]) counts.set(project, (counts.get(project) ?? 0) + 1)
    return [...counts].map(([project, count]) => `${resource} of '${project}': ${String(count)}`)
  })
  const used = quota_usages
    .filter((row) => row.used !== 0 && row.resource.startsWith('security_group'))
    .map((row) => `${row.resource} of '${row.project_id}': ${String(row.used)}`)
  return differences('quota usage', counted, used)
}

/** Hosts hear of each rule, and of each member of a group that a rule names; of no others. */
function feedProblems({ feed_items }: Rows, groups: GroupRows): readonly string[] {
  const named = new Set(groups.security_group_rules.map((row) => row.remote_group_id))
  const members = groups.port_security_groups.map(
    (row) => [row.security_group_id, `security-group-members/${row.security_group_id} port/${row.port_id}`] as const,
  )
  // Of a group that was named once what was published stays, as long as it is true.
  const others = new Set<string>(members.flatMap(([group, item]) => (named.has(group) ? [] : [item])))
  const published = feed_items
    .filter(({ topic }) => topic.startsWith('security-group'))
    .map(({ topic, item_key: key }) => `${topic} ${key}`)
    .filter((item) => !others.has(item))
  return differences(
    'the feed',
    [
      ...groups.security_group_rules.map((row) => `security-group/${row.security_group_id} rule/${row.id}`),
      ...members.flatMap(([group, item]) => (named.has(group) ? [item] : [])),
    ],
    published,
  )
}
