import type { GuardElement } from '../guard-state.ts'
import { hexMark } from '../nft-words.ts'
import type { TableModel } from '../table-model.ts'
import { classKey } from '../table-names.ts'
import type { Loss } from './losses.ts'
import { addressesOf } from './port-addresses.ts'
import type { RuleLine } from './rule-line.ts'

const TCP = 6

/**
 * Elements of the sets that keep the other ends of cut connections from going on: port by port, whose rules they are; one for all ports
 * of a class where a member left, however many there are. Pure.
 */
export function cutElements(model: TableModel, losses: readonly Loss[]): readonly GuardElement[] {
  const elements = new Map<string, GuardElement>()
  for (const { filter, ports, lines, member } of losses) {
    const mark = model.classes.get(classKey(filter.groupIds, filter.stateful))?.mark
    for (const { direction, family } of lines.filter(mayBeTcp)) {
      const made: readonly GuardElement[] =
        member === undefined
          ? ports
              .flatMap(addressesOf)
              .filter((one) => one.family === family)
              .map(({ text }) => [`cut-${direction}${String(family)}`, `"${filter.bridge}" . ${text}`])
          : mark === undefined
            ? []
            : [[`cut-${direction}`, `"${filter.bridge}" . ${hexMark(mark)}`]]
      for (const element of made) elements.set(element.join(' '), element)
    }
  }
  return [...elements.values()]
}

/** Of other protocols nobody can tell who began. */
const mayBeTcp = ({ service: { protocol = TCP } }: RuleLine): boolean => protocol === TCP
