/** The key under which `external_ids` of a bridge or a port say that it is ours, and how it came to be. */
export const MARK = 'netloom'

/**
 * `made`: by us, and it goes with its state. `adopted`: somebody else's that we have taken into service; it stays, as it was.
 * `plugged`: a device that we have put into the bridge, and take out again. `dead`: a device with an `iface-id` that waits in
 * the dead VLAN until it is wired.
 */
export type Mark = 'made' | 'adopted' | 'plugged' | 'dead'

export function readMark(externalIds: ReadonlyMap<string, string>): Mark | undefined {
  const mark = externalIds.get(MARK)
  return mark === 'made' || mark === 'adopted' || mark === 'plugged' || mark === 'dead' ? mark : undefined
}
