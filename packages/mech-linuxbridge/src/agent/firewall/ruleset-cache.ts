import type { ReadScope, Step } from '@netloom/core'
import type { BridgeGuardState } from './guard-state.ts'

/** The guards of a host as they were last listed, and as we changed them since; nothing when that is not known. */
export class RulesetCache {
  private guards: Map<string, BridgeGuardState> | undefined
  private based = false

  /** Whether the base chain led to guards when it was last seen or made. */
  get isBased(): boolean {
    return this.guards !== undefined && this.based
  }

  /** Answers for some devices; undefined = it has to be listed. */
  of(scope: ReadScope | undefined): readonly BridgeGuardState[] | undefined {
    if (scope?.devices === undefined || this.guards === undefined) return undefined
    return [...scope.devices].flatMap((device) => this.guards?.get(device) ?? [])
  }

  replace(listed: readonly BridgeGuardState[]): void {
    this.guards = new Map(listed.map((guard) => [guard.device, guard]))
    this.based = listed.length > 0 && listed.every(({ reached }) => reached)
  }

  /** A step that was taken. */
  note(op: Step['op'], guard: BridgeGuardState): void {
    if (op === 'remove') this.guards?.delete(guard.device)
    else this.guards?.set(guard.device, guard)
    this.based = true
  }

  forget(): void {
    this.guards = undefined
    this.based = false
  }
}
