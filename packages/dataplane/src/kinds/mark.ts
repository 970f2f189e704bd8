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

/** undefined = not ours. */
export function readMark(alias: string | undefined): Mark | undefined {
  if (alias?.startsWith(ADOPTED) === true) return { owner: alias.slice(ADOPTED.length), adopted: true }
  if (alias?.startsWith(OURS) === true) return { owner: alias.slice(OURS.length), adopted: false }
  return undefined
}
