/** The key under which `external_ids` of a bridge or a port say that it is ours, and how it came to be. */
export const MARK = 'netloom'
/** The key under which they say which agent's: two of them may share a switch, each with bridges of its own. */
export const AGENT = 'netloom-agent'

/**
 * `made`: by us, and it goes with its state. `adopted`: somebody else's that we have taken into service; it stays, as it was.
 * `plugged`: a device that we have put into the bridge, and take out again. `dead`: a device with an `iface-id` that waits in
 * the dead VLAN until it is wired.
 */
export type Mark = 'made' | 'adopted' | 'plugged' | 'dead'

type ExternalIds = ReadonlyMap<string, string>

export function readMark(externalIds: ExternalIds): Mark | undefined {
  const mark = externalIds.get(MARK)
  return mark === 'made' || mark === 'adopted' || mark === 'plugged' || mark === 'dead' ? mark : undefined
}

/** What the records of something of this agent's say. */
export const markEntries = (mark: Mark, agent: string | undefined): readonly (readonly [string, string])[] => [
  [MARK, mark],
  ...(agent === undefined ? [] : [[AGENT, agent] as const]),
]

/** Name of the other agent that these records belong to; undefined = ours, nobody's, or of a version that named none. */
export function otherAgent(externalIds: ExternalIds, agent: string | undefined): string | undefined {
  const named = readMark(externalIds) === undefined ? undefined : externalIds.get(AGENT)
  return named === agent ? undefined : named
}

/** Ours, but marked by a version that named no agent. */
export const hasOldMark = (externalIds: ExternalIds, agent: string | undefined): boolean =>
  agent !== undefined && externalIds.get(AGENT) === undefined
