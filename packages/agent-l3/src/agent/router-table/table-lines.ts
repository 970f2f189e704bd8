import { ownershipMark, type Step } from '@netloom/core'
import { ROUTER_MAPS, ROUTER_TABLE } from '../../render/router-maps.ts'
import type { RouterElement, RouterElementsState, RouterRulesState, RouterTableState } from '../../render/states.ts'
import { ruleComment } from './rule-comment.ts'

/* Commands for `nft` that make a router's table follow its steps. Pure. */

/** Makes what is missing, and says all rules anew; in one transaction packets meet the old ones or the new ones. */
export function rulesLines(
  { namespace, chains, helpers }: RouterRulesState,
  agent: string | undefined,
  actual?: RouterTableState,
): readonly string[] {
  const wanted = new Set(chains.map(({ name }) => name))
  const before = actual?.part === 'rules' ? actual.chains.map(({ name }) => name) : []
  const stale = before.filter((name) => !wanted.has(name))
  const mark = ownershipMark(agent, `router/${namespace.slice('qrouter-'.length)}`)
  return [
    `add table ${ROUTER_TABLE} { comment "${mark}"; }`,
    ...Object.entries(ROUTER_MAPS).map(([name, spec]) => `add map ${ROUTER_TABLE} ${name} { ${spec} }`),
    ...Object.entries(helpers).map(([name, spec]) => `add ct helper ${ROUTER_TABLE} ${name} { ${spec} }`),
    ...chains.map(({ name, hook }) => `add chain ${ROUTER_TABLE} ${name}${hook === undefined ? '' : ` { ${hook} }`}`),
    ...[...chains.map(({ name }) => name), ...stale].map((name) => `flush chain ${ROUTER_TABLE} ${name}`),
    ...stale.map((name) => `delete chain ${ROUTER_TABLE} ${name}`),
    ...chains.flatMap(({ name, rules }) =>
      rules.map((rule) => `add rule ${ROUTER_TABLE} ${name} ${rule.text} comment "${ruleComment(rule)}"`),
    ),
  ]
}

export const NO_TABLE: string = `delete table ${ROUTER_TABLE}`

/** All elements of the steps, deletions first: what one loses another may get. One command for each map. */
export function elementLines(steps: readonly Step<RouterElementsState>[]): readonly string[] {
  const gone = new ByMap()
  const added = new ByMap()
  for (const { element } of steps.flatMap(goneElements)) gone.add(element.map, element.key)
  for (const step of steps) {
    if (step.op === 'remove') continue
    for (const element of step.state.elements) added.add(element.map, elementText(element, step.state.owner))
  }
  return [...gone.lines('delete'), ...added.lines('add')]
}

export const elementText = ({ key, value }: RouterElement, owner: string): string =>
  `${key} comment "${owner}" : ${value}`

/** What is there and is not to be, or leads elsewhere. */
export function goneElements(
  step: Step<RouterElementsState>,
): readonly { readonly element: RouterElement; readonly owner: string }[] {
  const { owner } = step.state
  if (step.op === 'create') return []
  const before = step.op === 'remove' ? step.state.elements : step.actual.elements
  const kept = new Set(step.op === 'remove' ? [] : step.state.elements.map(textOf))
  return before.filter((element) => !kept.has(textOf(element))).map((element) => ({ element, owner }))
}

export const textOf = ({ map, key, value }: RouterElement): string => `${map} ${key} : ${value}`

class ByMap {
  private readonly texts = new Map<string, Set<string>>()

  add(map: string, text: string): void {
    const known = this.texts.get(map)
    if (known === undefined) this.texts.set(map, new Set([text]))
    else known.add(text)
  }

  lines(verb: 'add' | 'delete'): readonly string[] {
    return [...this.texts].map(([map, texts]) => `${verb} element ${ROUTER_TABLE} ${map} { ${[...texts].join(', ')} }`)
  }
}
