import type { DeviceKind, Step } from '@netloom/core'

/** Steps of one kind, to be applied together. */
export interface KindSteps {
  readonly kind: DeviceKind
  readonly steps: readonly Step[]
}

export interface OrderedSteps {
  /** One after the other; the kinds of one class at the same time. */
  readonly classes: readonly (readonly KindSteps[])[]
  /** Keys of removals that another removal of the same plan brings about. */
  readonly implied: ReadonlySet<string>
  /** Steps of kinds the host does not know. */
  readonly unknown: readonly Step[]
}

/** Removals from the highest order to the lowest, then all else from the lowest to the highest. Pure. */
export function orderSteps(steps: readonly Step[], kinds: ReadonlyMap<string, DeviceKind>): OrderedSteps {
  const removed = new Set(steps.filter(({ op }) => op === 'remove').map(({ key }) => key))
  const implied = new Set<string>()
  const unknown: Step[] = []
  const classes = new Map<number, Map<DeviceKind, Step[]>>()
  for (const step of steps) {
    const kind = kinds.get(step.state.kind)
    if (kind === undefined) {
      unknown.push(step)
      continue
    }
    if (step.op === 'remove' && kind.parents(step.state).some((parent) => removed.has(parent))) {
      implied.add(step.key)
      continue
    }
    // Removals sort before everything else: -1 - order runs from high to low.
    const isFirst = step.op === 'remove' && kind.together !== true
    const rank = isFirst ? -1 - kind.order : kind.order
    const group = classes.get(rank) ?? new Map<DeviceKind, Step[]>()
    classes.set(rank, group)
    const list = group.get(kind) ?? []
    group.set(kind, list)
    list.push(step)
  }
  const ranks = [...classes.keys()].sort((a, b) => a - b)
  return {
    classes: ranks.map((rank) => [...(classes.get(rank) ?? [])].map(([kind, list]) => ({ kind, steps: list }))),
    implied,
    unknown,
  }
}
