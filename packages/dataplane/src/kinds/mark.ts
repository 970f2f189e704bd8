import { ownerWord } from './words.ts'

/*
 * A device of ours says so in its alias: `netloom:network/<id>`. One that was there before and that we use carries
 * `netloom:adopted:network/<id>`: it is kept when we are done with it.
 */
const OURS = 'netloom:'
const ADOPTED = 'netloom:adopted:'

export interface Mark {
  readonly owner: string
  readonly adopted: boolean
}

export const markOf = (owner: string): string => OURS + ownerWord(owner)

export const adoptedMarkOf = (owner: string): string => ADOPTED + ownerWord(owner)

/** A VLAN device that we make; one that is somebody's interface, in a bridge of ours, has a plain mark. */
const VLAN = 'vlan:'

export const vlanMarkOf = (owner: string, adopted: boolean): string =>
  (adopted ? adoptedMarkOf : markOf)(VLAN + ownerWord(owner))

/** undefined = no VLAN device of ours. */
export const vlanOwner = (mark: Mark | undefined): string | undefined =>
  mark?.owner.startsWith(VLAN) === true ? mark.owner.slice(VLAN.length) : undefined

/**
 * Number of the group that a device of ours is in from its first moment until it has its alias. The kernel sets it while it
 * makes the device, so that what an agent left half made is told from what an operator made without an alias.
 */
export const HALF_MADE = '28268'

/** undefined = not ours. */
export function readMark(alias: string | undefined): Mark | undefined {
  if (alias?.startsWith(ADOPTED) === true) return { owner: alias.slice(ADOPTED.length), adopted: true }
  if (alias?.startsWith(OURS) === true) return { owner: alias.slice(OURS.length), adopted: false }
  return undefined
}
