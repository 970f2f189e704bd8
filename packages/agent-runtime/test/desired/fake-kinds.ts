import type { Desired, DeviceKind, DeviceState } from '@netloom/core'

/** A link, or a thing on a link. `hidden` is what the toy kernel does not report. */
export interface Toy extends DeviceState {
  readonly kind: 'bridge' | 'tunnel' | 'member' | 'entry'
  readonly on: string
  readonly name?: string
  readonly value?: string
  readonly hidden?: string
}

function toy(kind: Toy['kind'], order: number, parents: (state: Toy) => readonly string[], waits = false): DeviceKind {
  const made: DeviceKind<Toy> = {
    kind,
    order,
    key: (state) => [state.kind, state.on, state.name].filter((word) => word !== undefined).join(' '),
    equal: (desired, actual) => desired.value === actual.value,
    parents,
    ...(waits && { waitsFor: (state: Toy) => state.on }),
    commands: () => [],
    read: () => Promise.resolve([]),
  }
  return made
}

export const FAKE_KINDS: ReadonlyMap<string, DeviceKind> = new Map(
  [
    toy('bridge', 10, () => []),
    toy('tunnel', 20, () => []),
    toy('member', 30, (state) => [`bridge ${state.value ?? ''}`], true),
    toy('entry', 40, (state) => [`tunnel ${state.on}`]),
  ].map((kind) => [kind.kind, kind]),
)

export const wish = (state: Toy, object = 'network/n', revision = 1): Desired => ({
  state,
  cause: { object, revision, rule: 'a toy' },
})
export const bridge = (on: string, value = ''): Toy => ({ kind: 'bridge', on, value })
export const tunnel = (on: string, value = ''): Toy => ({ kind: 'tunnel', on, value })
export const member = (on: string, value: string): Toy => ({ kind: 'member', on, value })
export const entry = (on: string, name: string, value: string): Toy => ({ kind: 'entry', on, name, value })

/** What the toy host does with a plan: everything works, removals take along what names them as parent. */
export function play(
  host: Map<string, DeviceState>,
  steps: readonly { op: string; key: string; state: DeviceState }[],
): void {
  for (const step of steps) {
    if (step.op !== 'remove') host.set(step.key, step.state)
    else {
      host.delete(step.key)
      for (const [key, state] of host) {
        if (FAKE_KINDS.get(state.kind)?.parents(state).includes(step.key)) host.delete(key)
      }
    }
  }
}
