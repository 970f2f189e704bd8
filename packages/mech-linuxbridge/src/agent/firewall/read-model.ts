import { readOwnershipMark } from '@netloom/core'
import { BRIDGE_TABLE, GROUP_TABLE, type BaseTable } from './base-tables.ts'
import type { GroupRuleState, GuardElement, PortFilter, PortGuardState } from './guard-state.ts'
import { canonicalText, plainAddress } from './nft-words.ts'
import type { ListedElement, Listing } from '@netloom/dataplane'
import { TableModel, type Family } from './table-model.ts'
import { classChain, classHash, classKey, type Direction } from './table-names.ts'
import { classRules } from './transaction.ts'

/** Sets whose elements begin with the device that they are about. */
const OF_DEVICE = ['macs', 'permitted', 'pairs4', 'pairs6', 'prefixes4', 'prefixes6', 'targets', 'target-ranges']
const DIRECTIONS = ['ingress', 'egress'] as const

export interface Listings {
  /** undefined = the table is not there. */
  readonly bridge: Listing | undefined
  readonly inet: Listing | undefined
}

/** What is in the tables of an agent, as the states that it comes from; `whole`: something else is there, too, or lacks. */
export function readModel(
  { bridge, inet }: Listings,
  agent: string | undefined,
): { readonly model: TableModel; readonly whole: boolean } {
  const model = new TableModel(agent)
  if (bridge === undefined && inet === undefined) return { model, whole: true }
  const reader = new Reader(bridge ?? EMPTY, inet ?? EMPTY)
  const sound = bridge !== undefined && reader.isBased(inet !== undefined)
  reader.seed(model)
  for (const rule of reader.rules(sound)) model.put(rule)
  for (const address of reader.addresses()) model.put({ kind: 'bridge-guard', part: 'address', ...address })
  const ports = reader.ports()
  for (const port of ports) model.put(port)
  const isExact = sound && reader.isExactly(model)
  // Something between the frames of ports and their groups is not as it should be: nobody can say whom it concerns.
  if (!isExact) for (const port of ports) model.put({ ...port, intact: false })
  for (const [key, entry] of model.classes.all()) if (entry.count === 0) model.classes.set(key, undefined)
  model.settle()
  return { model, whole: !isExact }
}

const EMPTY: Listing = { sets: new Map(), chains: new Map() }

class Reader {
  private readonly classes: ReadonlyMap<string, { readonly mark: string; readonly filter: Omit<PortFilter, 'bridge'> }>

  constructor(
    private readonly bridge: Listing,
    private readonly inet: Listing,
  ) {
    this.classes = new Map(
      this.elements('inet', 'ingress').map(({ key, data = '' }) => [canonicalText(key), this.classOf(key, data)]),
    )
  }

  /** All that does not depend on ports is there, and nothing beside it. */
  isBased(hasGroups: boolean): boolean {
    return isBasedOn(BRIDGE_TABLE, this.bridge) && (!hasGroups || isBasedOn(GROUP_TABLE, this.inet))
  }

  /** Numbers that were given. */
  seed(model: TableModel): void {
    for (const { mark, filter } of this.classes.values()) {
      const { groupIds, stateful } = filter
      model.classes.set(classKey(groupIds, stateful), { mark: Number(mark), groupIds, stateful, count: 0 })
    }
    for (const { key, data = '' } of this.elements('inet', 'zones')) model.zones.set(plain(key), Number(data))
  }

  *rules(sound: boolean): Iterable<GroupRuleState> {
    for (const [chain, { rules }] of this.inet.chains) {
      const [, direction, group = ''] = /^group-(ingress|egress)\.(.+)$/.exec(chain) ?? []
      if (direction === undefined) continue
      const matches = new Map<string, string[]>()
      for (const line of rules) {
        const [, match = '', id = '?'] = /^(.*) accept comment "sg-rule ([^"]*)"$/.exec(line) ?? [line, line]
        matches.set(id, [...(matches.get(id) ?? []), canonicalText(`${match} `).trim()])
      }
      // Of a rule among others that nobody knows it is not known either what it comes to.
      const intact = sound && !matches.has('?')
      matches.delete('?')
      for (const [id, lines] of matches)
        yield {
          kind: 'bridge-guard',
          part: 'rule',
          id,
          group,
          direction: direction as Direction,
          matches: lines,
          intact,
        }
    }
  }

  *addresses(): Iterable<{ readonly group: string; readonly address: string }> {
    for (const [set, elements] of this.inet.sets) {
      const [, group] = /^(?:addresses|prefixes)[46]\.(.+)$/.exec(set) ?? []
      if (group === undefined) continue
      for (const { key } of elements) {
        const address = plainAddress(key.split(' . ')[0] ?? '')
        if (address !== undefined) yield { group, address: address.text }
      }
    }
  }

  ports(): readonly PortGuardState[] {
    const ofDevice = new Map<string, GuardElement[]>()
    for (const set of OF_DEVICE) {
      for (const { key } of this.elements('bridge', set)) {
        const device = plain(key.split(' . ')[0] ?? '')
        const list = ofDevice.get(device)
        const element = [set, canonicalText(key)] as const
        if (list === undefined) ofDevice.set(device, [element])
        else list.push(element)
      }
    }
    const marks = new Map(
      this.elements('bridge', 'classes').map(({ key, data = '' }) => [plain(key), canonicalText(data)]),
    )
    const bridges = new Map(this.elements('bridge', 'filtered').map(({ key, comment = '' }) => [plain(key), comment]))
    return this.elements('bridge', 'ports').map(({ key, comment }): PortGuardState => {
      const device = plain(key)
      const elements = ofDevice.get(device) ?? []
      const bridge = bridges.get(device)
      const found = this.classes.get(marks.get(device) ?? '')
      return {
        kind: 'bridge-guard',
        part: 'port',
        device,
        owner: readOwnershipMark(comment)?.owner ?? '',
        macs: elements.flatMap(([set, element]) => (set === 'macs' ? (element.split(' . ')[1] ?? '') : [])),
        elements,
        ...(bridge !== undefined && found !== undefined && { filter: { ...found.filter, bridge } }),
        intact: true,
      }
    })
  }

  /** Neither more nor less than the model says. */
  isExactly(model: TableModel): boolean {
    let listed = 0
    for (const [family, { sets }] of [
      ['bridge', this.bridge],
      ['inet', this.inet],
    ] as const) {
      for (const [set, elements] of sets) {
        if (set.startsWith('spoofs-') || set.startsWith('cut-')) continue
        const wanted = model.elements.of(`${family} ${set}`)
        for (const element of elements)
          if (wanted.get(canonicalText(element.key))?.text !== written(element)) return false
        listed += elements.length
      }
    }
    return listed === model.elements.size && this.hasChainsOf(model)
  }

  private hasChainsOf(model: TableModel): boolean {
    for (const [key, { groupIds, stateful, count }] of model.classes.all()) {
      if (count === 0) return false
      for (const direction of DIRECTIONS) {
        const rules = this.inet.chains.get(classChain(direction, classHash(key)))?.rules
        if (rules?.join('\n') !== classRules(direction, groupIds, stateful).join('\n')) return false
      }
    }
    return [...this.inet.chains.keys()].every(
      (name) => !name.startsWith('group-') || model.chains.get(name) !== undefined,
    )
  }

  private classOf(key: string, data: string): { readonly mark: string; readonly filter: Omit<PortFilter, 'bridge'> } {
    const rules = this.inet.chains.get(data.replace('jump ', ''))?.rules ?? []
    const groupIds = rules.flatMap((rule) => /^jump group-ingress\.(.+)$/.exec(rule)?.[1] ?? [])
    return { mark: key, filter: { groupIds, stateful: rules.some((rule) => rule.startsWith('ct state')) } }
  }

  private elements(family: Family, set: string): readonly ListedElement[] {
    return (family === 'bridge' ? this.bridge : this.inet).sets.get(set) ?? []
  }
}

const plain = (quoted: string): string => quoted.replaceAll('"', '')

const written = ({ key, comment, data }: ListedElement): string =>
  `${canonicalText(key)}${data === undefined ? '' : ` : ${canonicalText(data)}`}${comment === undefined ? '' : ` comment "${comment}"`}`

function isBasedOn({ sets, chains }: BaseTable, listing: Listing): boolean {
  return (
    sets.every(([, name]) => listing.sets.has(name)) &&
    chains.every(({ name, hook, rules }) => {
      const found = listing.chains.get(name)
      if (found === undefined || (hook === undefined) !== (found.hook === undefined)) return false
      return found.rules.map(canonicalText).join('\n') === rules.map(canonicalText).join('\n')
    })
  )
}
