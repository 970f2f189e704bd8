import type { ConnectionFilter } from '@netloom/core'
import type { GroupRuleState, GuardElement, PortGuardState } from './guard-state.ts'
import { plainAddress } from './nft-words.ts'
import type { TableModel } from './table-model.ts'
import type { Direction } from './table-names.ts'

/** Above this many ports of a network one walk through the kernel's table is cheaper than one for each. */
const MOST_PORTS = 16

const PORTS = /^(?:tcp|udp|dccp|sctp|udplite) dport (\d+)$/
const NUMBERS: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  dccp: 33,
  sctp: 132,
  udplite: 136,
  icmp: 1,
  icmpv6: 58,
}

/**
 * Connections that may not be allowed any more once the model's changes are made. What is allowed still is judged anew by its next
 * packet, and goes on. Costs nothing while things are only added. Pure.
 */
export function cutConnections(model: TableModel): readonly ConnectionFilter[] {
  const gone = goneRules(model)
  const members = goneMembers(model)
  const filters: ConnectionFilter[] = [...changedPorts(model)]
  if (gone.length === 0 && members.length === 0) return filters
  const byZone = portsByZone(model)
  for (const rule of gone) filters.push(...ofRule(rule, byZone))
  for (const [zone, ports] of byZone) {
    for (const { family, address, groups } of members)
      if (ports.some(({ filter }) => filter?.groupIds.some((group) => groups.has(group)) === true))
        filters.push({ zone, family, source: address }, { zone, family, destination: address })
  }
  return [...new Map(filters.map((filter) => [JSON.stringify(filter), filter])).values()]
}

type ZonePorts = ReadonlyMap<number, readonly PortGuardState[]>

/** Elements of the sets that keep the other ends of cut connections from going on: port by port, whose rules they are. Pure. */
export function cutElements(model: TableModel): readonly GuardElement[] {
  const gone = goneRules(model)
  if (gone.length === 0) return []
  const elements = new Map<string, GuardElement>()
  for (const state of model.states.all().values()) {
    if (state.part !== 'port' || state.filter?.stateful !== true) continue
    const { bridge, groupIds } = state.filter
    for (const { direction, group } of gone) {
      if (!groupIds.includes(group)) continue
      for (const { family, text } of addressesOf(state)) {
        const element = [`cut-${direction}${String(family)}`, `"${bridge}" . ${text}`] as const
        elements.set(element.join(' '), element)
      }
    }
  }
  return [...elements.values()]
}

/** Rules that are no more, or say something else. */
function goneRules(model: TableModel): readonly GroupRuleState[] {
  return model.states.changes().flatMap(([, before, after]) => {
    if (before?.part !== 'rule') return []
    const same = after?.part === 'rule' && after.matches.join() === before.matches.join()
    return same ? [] : [before]
  })
}

interface GoneMember {
  readonly family: 4 | 6
  readonly address: string
  /** Groups with rules that looked into the set. */
  readonly groups: ReadonlySet<string>
}

function goneMembers(model: TableModel): readonly GoneMember[] {
  return [...model.elements.bySet()].flatMap(([name, elements]): readonly GoneMember[] => {
    const set = name.slice('inet '.length)
    if (!set.startsWith('addresses')) return []
    const gone = elements.changes().flatMap(([key, , after]) => (after === undefined ? (plainAddress(key) ?? []) : []))
    if (gone.length === 0) return []
    const groups = groupsLookingInto(model, set)
    return gone.map(({ family, text }) => ({ family, address: text, groups }))
  })
}

function groupsLookingInto(model: TableModel, set: string): ReadonlySet<string> {
  const groups = new Set<string>()
  for (const { rules } of model.chains.all().values())
    for (const { group, matches } of rules)
      if (matches.some((match) => match.includes(`@${set} `) || match.endsWith(`@${set}`))) groups.add(group)
  return groups
}

/** Ports that have other groups than before, or are gone: an address may come back with another port. */
function changedPorts(model: TableModel): readonly ConnectionFilter[] {
  return model.states.changes().flatMap(([, before, after]) => {
    if (before?.part !== 'port' || before.filter === undefined) return []
    const now = after?.part === 'port' ? after.filter : undefined
    const same = now !== undefined && before.filter.groupIds.every((group) => now.groupIds.includes(group))
    if (same && now.stateful === before.filter.stateful) return []
    const zone = model.zoneOf(before.filter.bridge)
    if (zone === undefined) return []
    return addressesOf(before).flatMap(({ family, text }) => [
      { zone, family, source: text },
      { zone, family, destination: text },
    ])
  })
}

function portsByZone(model: TableModel): ZonePorts {
  const byZone = new Map<number, PortGuardState[]>()
  for (const state of model.states.all().values()) {
    const zone =
      state.part === 'port' && state.filter?.stateful === true ? model.zones.get(state.filter.bridge) : undefined
    if (zone === undefined || state.part !== 'port') continue
    const ports = byZone.get(zone)
    if (ports === undefined) byZone.set(zone, [state])
    else ports.push(state)
  }
  return byZone
}

function ofRule(rule: GroupRuleState, byZone: ZonePorts): readonly ConnectionFilter[] {
  return rule.matches.flatMap((match) => {
    const asked = askedOf(match)
    return [...byZone].flatMap(([zone, all]): readonly ConnectionFilter[] => {
      const ports = all.filter(({ filter }) => filter?.groupIds.includes(rule.group))
      if (ports.length === 0) return []
      if (ports.length > MOST_PORTS) return asked.map((one) => ({ zone, ...one }))
      return asked.flatMap((one) =>
        ports
          .flatMap(addressesOf)
          .filter(({ family }) => family === one.family)
          .map(({ text }) => ({ zone, ...one, ...endOf(rule.direction, text) })),
      )
    })
  })
}

const endOf = (direction: Direction, address: string): Pick<ConnectionFilter, 'source' | 'destination'> =>
  direction === 'ingress' ? { destination: address } : { source: address }

/** What a line of a rule says that the kernel's filter can ask about. */
function askedOf(match: string): readonly Omit<ConnectionFilter, 'zone'>[] {
  const protocol = /meta l4proto (\d+)/.exec(match)?.[1]
  const [, word = ''] = /(?:^| )(tcp|udp|dccp|sctp|udplite|icmp|icmpv6) /.exec(match) ?? []
  const number = protocol === undefined ? NUMBERS[word] : Number(protocol)
  const [, port] = PORTS.exec(match.slice(match.indexOf(`${word} dport`))) ?? []
  // The kernel does not say the family where the protocol implies it.
  const families = /(?:^| )ip6 |icmpv6|nfproto 10|^meta l4proto 58$/.test(match) ? [6 as const] : [4 as const]
  return families.map((family) => ({
    family,
    ...(number !== undefined && { protocol: number }),
    ...(port !== undefined && { destinationPort: Number(port) }),
  }))
}

const addressesOf = ({ elements }: PortGuardState): readonly { readonly family: 4 | 6; readonly text: string }[] =>
  elements.flatMap(([set, element]) => {
    const address = set.startsWith('pairs') ? plainAddress(element.split(' . ')[2] ?? '') : undefined
    return address === undefined ? [] : [address]
  })
