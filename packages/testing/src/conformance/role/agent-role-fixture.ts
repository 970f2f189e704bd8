import type { DeviceKind, DeviceState, RoleDescription } from '@netloom/core'
import type { Topic } from '@netloom/core/wire'

/** What the controller publishes under one key; a body of null takes it back. */
export interface RoleItem {
  readonly topic: Topic
  readonly key: string
  readonly body: object | null
  /** Of the API object behind it; default 1. */
  readonly revision?: number
}

/** Something that the agent of a host is given (a port with its network, a mirror), independent of all others. */
export interface RoleObject {
  /** In the order of the controller's commits, with bodies as they are on the wire. */
  readonly items: readonly RoleItem[]
  /** Ids that the agent reports for it. */
  readonly ids: readonly string[]
  /** One of its items with another body, for which the host needs other states. */
  readonly changed: RoleItem
  /** Links that somebody else makes (a hypervisor's tap), without which it is not up. */
  readonly links?: readonly string[]
}

/** What the kit has to know of a role. */
export interface AgentRoleFixture {
  readonly role: RoleDescription
  /** Of the states that it asks for. */
  readonly kinds: readonly DeviceKind[]
  /** What it reports for, as its service declares it. */
  readonly entity: string
  /** The object of that number, for that host. Neither items nor ids nor states of two of them meet. */
  object(index: number, host: string): RoleObject
  /** One that its payload checks take and that cannot be rendered. Absent = there is none such. */
  poison?(host: string): RoleObject
  /** Whether a state says whose it is. Absent = its kind does so when it makes it. */
  isMarked?(state: DeviceState): boolean
  /** What stands in the items of objects and must be in no message. */
  readonly secrets?: readonly string[]
}
