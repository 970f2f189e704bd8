/** A value as RFC 7047 section 5.1 writes it. */
export type OvsdbAtom = string | number | boolean | readonly ['uuid' | 'named-uuid', string]
export type OvsdbValue =
  OvsdbAtom | readonly ['set', readonly OvsdbAtom[]] | readonly ['map', readonly (readonly [OvsdbAtom, OvsdbAtom])[]]

export const uuid = (id: string): OvsdbAtom => ['uuid', id]
export const namedUuid = (name: string): OvsdbAtom => ['named-uuid', name]
export const set = (...atoms: readonly OvsdbAtom[]): OvsdbValue => ['set', atoms]
export const map = (entries: Iterable<readonly [string, string]>): OvsdbValue => ['map', [...entries]]

/** Elements of a set; a single atom stands for a set of one. UUIDs come as their text. */
export function readSet(value: unknown): readonly (string | number | boolean)[] {
  if (Array.isArray(value) && value[0] === 'set') return Array.isArray(value[1]) ? value[1].flatMap(readSet) : []
  if (Array.isArray(value)) return typeof value[1] === 'string' ? [value[1]] : []
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [value] : []
}

/** Entries of a map of texts. */
export function readMap(value: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(value) || value[0] !== 'map' || !Array.isArray(value[1])) return []
  return value[1].flatMap((entry: unknown) =>
    Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string'
      ? [[entry[0], entry[1]] as const]
      : [],
  )
}
