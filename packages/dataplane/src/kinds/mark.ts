import { type OwnershipMark, ownershipMark } from '@netloom/core'
import { ownerWord } from './argument-words.ts'

/** Alias of a device of an agent's. */
export const markOf = (agent: string | undefined, owner: string): string => ownershipMark(agent, ownerWord(owner))

/** Alias of one that was there before and that the agent uses. */
export const adoptedMarkOf = (agent: string | undefined, owner: string): string =>
  ownershipMark(agent, ownerWord(owner), true)

/** A VLAN device that we make; one that is somebody's interface, in a bridge of ours, has a plain mark. */
const VLAN = 'vlan:'

export const vlanMarkOf = (agent: string | undefined, owner: string, adopted: boolean): string =>
  (adopted ? adoptedMarkOf : markOf)(agent, VLAN + ownerWord(owner))

/** undefined = no VLAN device of ours. */
export const vlanOwner = (mark: OwnershipMark | undefined): string | undefined =>
  mark?.owner.startsWith(VLAN) === true ? mark.owner.slice(VLAN.length) : undefined

/**
 * Number of the group that a device of ours is in from its first moment until it has its alias. The kernel sets it while it
 * makes the device, so that what an agent left half made is told from what an operator made without an alias.
 */
export const HALF_MADE = '28268'

/** What makes a device unfit whose mark was written by a version that named no agent. */
export const OLD_MARK = 'marked by an older version'
