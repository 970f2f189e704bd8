import { createHash } from 'node:crypto'

/*
 * What an agent makes says whose it is: `netloom@linuxbridge.host1:network/<id>`, in a device's alias or whatever the thing has
 * room for. One that was there before and that the agent uses carries `netloom@linuxbridge.host1:adopted:network/<id>`: it is
 * kept when the agent is done with it. Versions before this one named no agent (`netloom:network/<id>`); whoever finds such a
 * mark takes the thing over.
 */
const OURS = /^netloom(?:@([^:]*))?:(adopted:)?(.*)$/s

/** Leaves room for the API object in 128 characters, which is what a comment of nftables has (an alias has 255). */
const LONGEST_AGENT = 64

export interface OwnershipMark {
  /** undefined = marked by a version that named none. */
  readonly agent: string | undefined
  /** API object it is for, `network/<id>`. */
  readonly owner: string
  /** It was there before the agent, and stays. */
  readonly adopted: boolean
}

/**
 * Name of an agent as its marks have it: `linuxbridge.host1`. Two agents on one host differ by `sort`, two hosts of one kernel
 * by `host`. Characters that a mark cannot hold are replaced, and a hash keeps such names apart.
 */
export function agentMark(sort: string, host: string): string {
  const name = `${sort}.${host}`
  const plain = name.replaceAll(/[^A-Za-z0-9_.-]/g, '_')
  if (plain === name && plain.length <= LONGEST_AGENT) return plain
  return `${plain.slice(0, LONGEST_AGENT - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}

/** @param agent from {@link agentMark}; undefined = names none. */
export const ownershipMark = (agent: string | undefined, owner: string, adopted = false): string =>
  `netloom${agent === undefined ? '' : `@${agent}`}:${adopted ? 'adopted:' : ''}${owner}`

/** undefined = no mark of netloom, whoever's. */
export function readOwnershipMark(text: string | undefined): OwnershipMark | undefined {
  const [, agent, adopted, owner = ''] = (text === undefined ? null : OURS.exec(text)) ?? []
  return owner === '' ? undefined : { agent, owner, adopted: adopted !== undefined }
}

/** Whether the mark lets this agent act on what bears it: it is its own, or names none. */
export const isMarkOf = (mark: Pick<OwnershipMark, 'agent'>, agent: string | undefined): boolean =>
  mark.agent === undefined || mark.agent === agent

/** Whether the mark is as this agent writes it; one that names none is to be written anew. */
export const isCurrentMark = (mark: Pick<OwnershipMark, 'agent'>, agent: string | undefined): boolean =>
  mark.agent === agent
