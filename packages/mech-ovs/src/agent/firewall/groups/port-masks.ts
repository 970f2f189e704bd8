/** Some numbers of 16 bits: those that agree with `value` in the bits of `mask`. */
export interface MaskedPort {
  readonly value: number
  readonly mask: number
}

/** The fewest masks that cover a range of ports, and nothing else. Pure. */
export function portMasks(first: number, last: number): readonly MaskedPort[] {
  const masks: MaskedPort[] = []
  for (let value = first; value <= last;) {
    let size = 1
    while (value % (2 * size) === 0 && value + 2 * size - 1 <= last && size < 0x10000) size *= 2
    masks.push({ value, mask: 0x10000 - size })
    value += size
  }
  return masks
}
