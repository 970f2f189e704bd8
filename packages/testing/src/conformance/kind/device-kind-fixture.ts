import type { DeviceKind, DeviceState, HostAccess } from '@netloom/core'

/** What the kit has to know of a kind. */
export interface DeviceKindFixture<S extends DeviceState = DeviceState> {
  /** A new one each time: as a restarted agent has it. */
  make(): DeviceKind<S>
  /** A host with nothing of ours on it, real or a fake that behaves, on which all that states need (devices below, links of others) is there. */
  readonly host: HostAccess
  /** The state of that number. No two have a key in common. */
  state(index: number): S
  /** The same key with something else wanted of it. Absent = states of this kind have nothing but their key. */
  changed?(index: number): S
  /** One that no host can make: its step must fail. */
  readonly impossible?: S
  /** Somebody else makes things that look like ours, without our mark. Called once, before the kind does anything. */
  plant(): Promise<void>
  /** Everything on the host that is not ours, as text. */
  foreign(): Promise<string>
  /** A state with this text where users' words go. Absent = no text of users gets into states. */
  withText?(text: string): S
  /** Words that must be in no error. */
  readonly secrets?: readonly string[]
}
