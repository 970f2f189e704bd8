/** One field that is not as the file says. */
export interface Difference {
  readonly field: string
  readonly is: string
  readonly wanted: string
}

/** One thing to make (`create`) or to change (`update`) so that a lab is as a topology file says. */
export interface TopologyChange {
  readonly op: 'create' | 'update'
  readonly kind: 'network' | 'subnet' | 'port' | 'vm'
  readonly name: string
  /** What an update changes; empty for what is made. */
  readonly differences: readonly Difference[]
}

/** A change and how to do it; resolves to the id of the thing. */
export interface PlannedChange {
  readonly change: TopologyChange
  readonly run: () => Promise<string>
}

/** Compares one field; a field that the file leaves out is as it should be. */
export function compare(field: string, is: unknown, wanted: unknown): readonly Difference[] {
  if (wanted === undefined) return []
  const [shownIs, shownWanted] = [show(is), show(wanted)]
  return shownIs === shownWanted ? [] : [{ field, is: shownIs, wanted: shownWanted }]
}

function show(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `field: is → wanted, …` */
export function describeDifferences(differences: readonly Difference[]): string {
  return differences.map(({ field, is, wanted }) => `${field}: ${is} → ${wanted}`).join(', ')
}
