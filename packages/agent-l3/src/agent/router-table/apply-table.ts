import type { HostAccess, Step, StepResult } from '@netloom/core'
import { InvalidWordError } from '@netloom/dataplane'
import type { RouterElementsState, RouterRulesState, RouterTableState } from '../../render/states.ts'
import { cutConnections } from './cut-connections.ts'
import { readTable } from './read-table.ts'
import { elementLines, elementText, NO_TABLE, rulesLines, textOf } from './table-lines.ts'

type TableStep = Step<RouterTableState>

/** Steps of one router, in one transaction; if the kernel refuses that, each that can be without the others. */
export async function applyTable(
  steps: readonly TableStep[],
  host: HostAccess,
  namespace: string,
): Promise<readonly StepResult[]> {
  const bad = new Map(steps.flatMap((step) => problemOf(step)))
  const good = steps.filter(({ key }) => !bad.has(key))
  const refused = await attempt(good, host, namespace)
  const results: readonly StepResult[] = refused === undefined ? [] : await oneByOne(good, host, namespace)
  const errors = new Map([
    ...bad,
    ...results.flatMap(({ key, error }) => (error === undefined ? [] : [[key, error] as const])),
  ])
  const done = good.filter(
    (step): step is Step<RouterElementsState> => step.state.part === 'elements' && !errors.has(step.key),
  )
  // Nobody waits for it.
  for (const filter of cutConnections(done))
    void host.forgetConnections(filter, { netns: namespace }).catch(() => undefined)
  return steps.map(({ key }) => {
    const error = errors.get(key)
    return error === undefined ? { key } : { key, error }
  })
}

/** Texts of others become words of commands. */
const WORD = /^[0-9.]+(?: \. [0-9.-]+)*$/
const OWNER = /^[a-z-]+\/[0-9a-f-]+$/

function problemOf({ key, op, state }: TableStep): readonly (readonly [string, string])[] {
  if (op === 'remove' || state.part === 'rules') return []
  const wrong = state.elements.find((element) => !WORD.test(element.key) || !WORD.test(element.value))
  if (wrong !== undefined)
    return [[key, new InvalidWordError(`${JSON.stringify(textOf(wrong))} is no entry of a map`).message]]
  return OWNER.test(state.owner) ? [] : [[key, `${JSON.stringify(state.owner)} is no object of a router`]]
}

const isRules = (step: TableStep): step is Step<RouterRulesState> => step.state.part === 'rules'
const isElements = (step: TableStep): step is Step<RouterElementsState> => step.state.part === 'elements'

/** Returns what is wrong with them together. */
async function attempt(steps: readonly TableStep[], host: HostAccess, netns: string): Promise<string | undefined> {
  const elements = steps.filter(isElements)
  const rules = steps.find(isRules)
  // Nobody wants the table any more, or it goes with all that is in it.
  const lines =
    rules?.op === 'remove'
      ? [NO_TABLE]
      : [
          ...(rules === undefined
            ? []
            : rulesLines(rules.state, host.agent, rules.op === 'replace' ? rules.actual : undefined)),
          ...elementLines(elements),
        ]
  return lines.length === 0 ? undefined : tell(lines, host, netns)
}

async function tell(lines: readonly string[], host: HostAccess, netns: string): Promise<string | undefined> {
  try {
    await host.nft(`${lines.join('\n')}\n`, { netns })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Somebody may have changed what we believed to be there, so that it is looked at first. */
async function oneByOne(steps: readonly TableStep[], host: HostAccess, netns: string): Promise<readonly StepResult[]> {
  const actual = await readTable(host, netns).catch(() => [])
  const results: StepResult[] = []
  const rules = steps.find(isRules)
  if (rules !== undefined) {
    const error = await retryRules(rules, host, netns, actual)
    results.push(error === undefined ? { key: rules.key } : { key: rules.key, error })
  }
  return [
    ...results,
    ...(await bisect(
      steps.filter(isElements).map((step) => seen(step, actual)),
      host,
      netns,
    )),
  ]
}

/** A table whose maps or chains are of another sort cannot be changed: it is made anew, with what is in it. */
async function retryRules(
  step: Step<RouterRulesState>,
  host: HostAccess,
  netns: string,
  actual: readonly RouterTableState[],
): Promise<string | undefined> {
  if (step.op === 'remove') return actual.length === 0 ? undefined : tell([NO_TABLE], host, netns)
  const kept = actual.filter(
    (state): state is RouterElementsState => state.part === 'elements' && OWNER.test(state.owner),
  )
  const lines = kept.flatMap(({ owner, elements }) =>
    elements.map((element) => `add element inet netloom-router ${element.map} { ${elementText(element, owner)} }`),
  )
  const anew = (state: RouterRulesState): Promise<string | undefined> =>
    tell([...(actual.length === 0 ? [] : [NO_TABLE]), ...rulesLines(state, host.agent), ...lines], host, netns)
  const error = await anew(step.state)
  if (error === undefined || Object.keys(step.state.helpers).length === 0) return error
  // A helper that this kernel does not have shall not keep traffic from its way.
  return (await anew(withoutHelpers(step.state))) ?? error
}

const withoutHelpers = (state: RouterRulesState): RouterRulesState => ({
  ...state,
  helpers: {},
  chains: state.chains.filter(({ name }) => name !== 'helpers'),
})

/** The step from what is there. */
function seen(step: Step<RouterElementsState>, actual: readonly RouterTableState[]): Step<RouterElementsState> {
  const { key, state, cause } = step
  const now = actual.find((one): one is RouterElementsState => one.part === 'elements' && one.owner === state.owner)
  if (step.op === 'remove') return { ...step, state: now ?? { ...state, elements: [] } }
  return now === undefined ? { op: 'create', key, state, cause } : { op: 'replace', key, state, actual: now, cause }
}

/** If the kernel refuses all, halves of them: one that cannot be keeps none of the others out. */
async function bisect(
  steps: readonly Step<RouterElementsState>[],
  host: HostAccess,
  netns: string,
): Promise<readonly StepResult[]> {
  if (steps.length === 0) return []
  const error = await attempt(steps, host, netns)
  if (error === undefined) return steps.map(({ key }) => ({ key }))
  const [only] = steps
  if (steps.length === 1 && only !== undefined) return [{ key: only.key, error }]
  const middle = Math.ceil(steps.length / 2)
  return [...(await bisect(steps.slice(0, middle), host, netns)), ...(await bisect(steps.slice(middle), host, netns))]
}
