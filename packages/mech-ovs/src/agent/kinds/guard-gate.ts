import type { Clock, DeviceKind, Step, StepResult } from '@netloom/core'
import type { FlowMatch } from '../flow/flow-match.ts'
import type { OvsFlowState } from '../states/ovs-flow-state.ts'
import type { OvsPortState } from '../states/ovs-port-state.ts'
import type { SwitchNames } from './switch-names.ts'

/** Longer than any pause between two attempts: a flow that failed before and was not tried since is not wanted any more. */
const FORGOTTEN_MS = 60_000

interface Guard {
  readonly bridge: string
  readonly port: string
  /** OpenFlow number that the flow was written with. */
  readonly number: number | undefined
  readonly failed?: { readonly error: string; readonly at: number }
}

/**
 * Keeps a device out of its network until the flows that guard it stand, and name it by the number that it has. Flows come
 * before ports anyway; but a flow may be refused, its bridge may be out of reach while the database is not, and a hypervisor's
 * device may get another number than was planned.
 */
export class GuardGate {
  private readonly guards = new Map<string, Guard>()
  private readonly byPort = new Map<string, Set<string>>()

  constructor(
    private readonly names: SwitchNames,
    private readonly clock: Clock,
    /** Flows of a bridge name a port by a number that is wrong. */
    private readonly touch: (bridge: string) => void,
  ) {}

  /** The kind of flows, with an eye on those that guard ports. */
  watched(kind: DeviceKind<OvsFlowState>): DeviceKind<OvsFlowState> {
    const apply = kind.apply?.bind(kind)
    return {
      ...kind,
      equal: (desired, actual) => {
        const same = kind.equal(desired, actual)
        if (same && desired.waitsFor !== undefined)
          this.note(kind.key(desired), desired, this.numberOf(desired), undefined)
        return same
      },
      ...(apply !== undefined && {
        apply: async (steps, host) => {
          // Before: a number that changes meanwhile must look as if it had not been heeded.
          const numbers = steps.map(({ state }) => this.numberOf(state))
          const results = await apply(steps, host)
          steps.forEach((step, position) => {
            this.noteStep(step, numbers[position], results[position])
          })
          return results
        },
      }),
    }
  }

  /** The kind of ports, which plugs none whose guards do not stand. */
  guarding(kind: DeviceKind<OvsPortState>): DeviceKind<OvsPortState> {
    const apply = kind.apply?.bind(kind)
    if (apply === undefined) return kind
    return {
      ...kind,
      apply: async (steps, host) => {
        const refused = new Map(steps.flatMap((step) => this.refusal(step) ?? []))
        const results = await apply(
          steps.filter(({ key }) => !refused.has(key)),
          host,
        )
        const done = new Map(results.map((result) => [result.key, result]))
        return steps.map(({ key }) => {
          const error = refused.get(key) ?? (done.has(key) ? undefined : 'the switch gave no result')
          return done.get(key) ?? { key, ...(error !== undefined && { error }) }
        })
      },
    }
  }

  private refusal({
    op,
    key,
    state,
  }: Step<OvsPortState>): readonly (readonly [key: string, error: string])[] | undefined {
    if (op === 'remove' || state.port.type !== 'vif') return undefined
    for (const flow of this.byPort.get(placeOf(state.bridge, state.name)) ?? []) {
      const { failed, number } = this.guards.get(flow) ?? {}
      if (failed !== undefined && this.clock.now() - failed.at < FORGOTTEN_MS)
        return [[key, `not plugged, because a flow that guards it failed: ${failed.error}`]]
      const now = this.names.portNumber(state.bridge, state.name)
      if (failed !== undefined || number === now) continue
      this.touch(state.bridge)
      const numbers = `${String(number)}, and it is ${String(now)} now`
      return [[key, `not plugged until its guards, which were written for port ${numbers}, are written anew`]]
    }
    return undefined
  }

  private numberOf({ bridge, match, waitsFor }: OvsFlowState): number | undefined {
    const port = portOf(match)
    return waitsFor === undefined || port === undefined ? undefined : this.names.portNumber(bridge, port)
  }

  private noteStep(
    { op, key, state }: Step<OvsFlowState>,
    number: number | undefined,
    result: StepResult | undefined,
  ): void {
    if (op === 'remove') this.forget(key)
    else if (state.waitsFor !== undefined) this.note(key, state, number, result?.error)
  }

  private note(
    key: string,
    { bridge, match }: OvsFlowState,
    number: number | undefined,
    error: string | undefined,
  ): void {
    const port = portOf(match)
    if (port === undefined) return
    const place = placeOf(bridge, port)
    this.guards.set(key, {
      bridge,
      port,
      number,
      ...(error !== undefined && { failed: { error, at: this.clock.now() } }),
    })
    const keys = this.byPort.get(place) ?? new Set()
    this.byPort.set(place, keys.add(key))
  }

  private forget(key: string): void {
    const guard = this.guards.get(key)
    if (guard === undefined) return
    this.guards.delete(key)
    const place = placeOf(guard.bridge, guard.port)
    const keys = this.byPort.get(place)
    keys?.delete(key)
    if (keys?.size === 0) this.byPort.delete(place)
  }
}

/** The port that a flow is about. */
const portOf = ({ inPort, reg5 }: FlowMatch): string | undefined =>
  inPort ?? (typeof reg5 === 'object' ? reg5.port : undefined)

const placeOf = (bridge: string, port: string): string => `${bridge} ${port}`
