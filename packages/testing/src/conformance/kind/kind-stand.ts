import type { DeviceKind, DeviceState, HostAccess, Step, StepResult } from '@netloom/core'
import { runSteps } from '@netloom/dataplane'
import { canonical, deepFreeze } from '../support/same.ts'
import type { DeviceKindFixture } from './device-kind-fixture.ts'

const CAUSE = { object: 'kit/1', revision: 1, rule: 'kit' }

/** Applies as a host does. */
export function applySteps(kind: DeviceKind, steps: readonly Step[], host: HostAccess): Promise<readonly StepResult[]> {
  return kind.apply?.(steps, host) ?? runSteps(steps, (step) => kind.commands(step), host)
}

/** Frozen: a step belongs to the plan. */
export const stepOf = (kind: DeviceKind, op: 'create' | 'remove', state: DeviceState): Step =>
  deepFreeze({ op, key: kind.key(state), state, cause: CAUSE })

export const replaceStep = (kind: DeviceKind, state: DeviceState, actual: DeviceState): Step =>
  deepFreeze({ op: 'replace', key: kind.key(state), state, actual, cause: CAUSE })

/** What would make the host have these states and no others. */
export async function planFor(
  kind: DeviceKind,
  wanted: readonly DeviceState[],
  host: HostAccess,
): Promise<readonly Step[]> {
  const actual = await kind.read(host)
  const found = new Map(actual.map((state) => [kind.key(state), state]))
  const keys = new Set(wanted.map((state) => kind.key(state)))
  return [
    ...actual.flatMap((state) => (keys.has(kind.key(state)) ? [] : [stepOf(kind, 'remove', state)])),
    ...wanted.flatMap((state) => {
      const there = found.get(kind.key(state))
      if (there === undefined) return [stepOf(kind, 'create', state)]
      return kind.equal(state, there) ? [] : [replaceStep(kind, state, there)]
    }),
  ]
}

/** Makes the host have these states, as an agent does. Returns what failed. */
export async function converge(
  kind: DeviceKind,
  wanted: readonly DeviceState[],
  host: HostAccess,
): Promise<readonly string[]> {
  const steps = await planFor(kind, wanted, host)
  if (steps.length === 0) return []
  // As an agent does: what is gone before what is new.
  const removals = steps.filter(({ op }) => op === 'remove')
  const others = steps.filter(({ op }) => op !== 'remove')
  const results = [
    ...(removals.length > 0 ? await applySteps(kind, removals, host) : []),
    ...(others.length > 0 ? await applySteps(kind, others, host) : []),
  ]
  return results.flatMap(({ key, error }) => (error === undefined ? [] : [`${key}: ${error}`]))
}

/** What is left to do, in words; nothing when the host has what is wanted. */
export async function differences(
  kind: DeviceKind,
  wanted: readonly DeviceState[],
  host: HostAccess,
): Promise<readonly string[]> {
  const actual = await kind.read(host)
  const keys = actual.map((state) => kind.key(state))
  const doubled = keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} is read twice`)
  const steps = await planFor(kind, wanted, host)
  return [...doubled, ...steps.map(({ op, key, state }) => `there is still to ${op} ${key} ${canonical(state)}`)]
}

export const statesOf = (fixture: DeviceKindFixture, count: number, from: number = 1): readonly DeviceState[] =>
  Array.from({ length: count }, (_, index) => deepFreeze(fixture.state(from + index)))
