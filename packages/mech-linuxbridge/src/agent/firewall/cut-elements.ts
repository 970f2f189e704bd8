import type { GuardElement, PortGuardState } from './guard-state.ts'
import { hexMark } from './nft-words.ts'
import type { TableModel } from './table-model.ts'
import { classKey, type Direction } from './table-names.ts'
import { type Loss, MOST_PORTS } from './losses.ts'
import { addressesOf } from './port-addresses.ts'
import type { RuleLine } from './rule-line.ts'

const TCP = 6
const DIRECTIONS = ['ingress', 'egress'] as const

/**
 * Elements of the sets that keep the other ends of cut connections from going on: of each port whose rules they are, or one for all
 * ports of a class where a member left or they are many. Pure.
 */
export function cutElements(model: TableModel, losses: readonly Loss[]): readonly GuardElement[] {
  const elements = [...losses.flatMap((loss) => elementsOf(model, loss)), ...regrouped(model)]
  return [...new Map(elements.map((element) => [element.join(' '), element])).values()]
}

function elementsOf(model: TableModel, { filter, ports, lines, member }: Loss): readonly GuardElement[] {
  const own = lines.filter(mayBeTcp)
  if (member === undefined && ports.length <= MOST_PORTS)
    return own.flatMap(({ direction, family }) =>
      ports.flatMap((port) => ofPort(filter.bridge, port, direction).filter(([set]) => set.endsWith(String(family)))),
    )
  const mark = model.classes.get(classKey(filter.groupIds, filter.stateful))?.mark
  if (mark === undefined) return []
  return own.map(({ direction }) => [`cut-${direction}`, `"${filter.bridge}" . ${hexMark(mark)}`])
}

/** A port that leaves its class takes along what the class is kept from. */
function regrouped(model: TableModel): readonly GuardElement[] {
  return model.states.changes().flatMap(([, before, after]): readonly GuardElement[] => {
    if (before?.part !== 'port' || after?.part !== 'port') return []
    const [had, has] = [before.filter, after.filter]
    if (had?.stateful !== true || has?.stateful !== true || had.groupIds.join() === has.groupIds.join()) return []
    return DIRECTIONS.flatMap((direction) => ofPort(has.bridge, after, direction))
  })
}

const ofPort = (bridge: string, port: PortGuardState, direction: Direction): readonly GuardElement[] =>
  addressesOf(port).map(({ family, text }) => [`cut-${direction}${String(family)}`, `"${bridge}" . ${text}`])

/** Of other protocols nobody can tell who began. */
const mayBeTcp = ({ service: { protocol = TCP } }: RuleLine): boolean => protocol === TCP
