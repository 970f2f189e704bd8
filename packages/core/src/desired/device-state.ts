/** One thing a host must have, as data. Each kind adds fields of its own and says how to identify and compare them. */
export interface DeviceState {
  readonly kind: string
}

/** Why a device state exists: the API object (`network/<id>`, `port/<id>`, …), its revision, and the rule in a few words. */
export interface Cause {
  readonly object: string
  readonly revision: number
  readonly rule: string
}

/** A device state with its reason. */
export interface Desired<S extends DeviceState = DeviceState> {
  readonly state: S
  readonly cause: Cause
}

/** One step of a plan. `replace` carries what is there now, so that a kind can change in place. */
export type Step<S extends DeviceState = DeviceState> =
  | { readonly op: 'create'; readonly key: string; readonly state: S; readonly cause: Cause }
  | { readonly op: 'replace'; readonly key: string; readonly state: S; readonly actual: S; readonly cause: Cause }
  | { readonly op: 'remove'; readonly key: string; readonly state: S; readonly cause: Cause }

/** What became of a step. A failed one stays dirty and is tried again at the next turn. */
export interface StepResult {
  readonly key: string
  /** Absent = applied. One line: what the tool said. */
  readonly error?: string
}
