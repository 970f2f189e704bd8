const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/** What a JSON text may be made of. */
export interface JsonShape {
  /** Arrays and objects inside each other. */
  readonly depth: number
  /** Members of one object. */
  readonly members: number
  /** Values in all: members, items, arrays and objects. */
  readonly values: number
}

/**
 * The first bound of `most` that a JSON text goes beyond; undefined = none. Judged before parsing, on the bytes: the parser
 * needs half a second for a body of short values, and whatever walks the result does it with the stack and once more.
 * Of a text that is no JSON the answer says nothing.
 */
export function shapeProblem(most: JsonShape, json: Uint8Array): keyof JsonShape | undefined {
  /** Commas of each level; -1 where it is an array. */
  const commas = new Int32Array(most.depth + 1)
  let depth = 0
  let values = 1
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0
    if (byte === QUOTE) at = endOfText(json, at + 1)
    else if (byte === COMMA) {
      values += 1
      const before = commas[depth] ?? 0
      if (before >= 0) {
        commas[depth] = before + 1
        if (before + 1 >= most.members) return 'members'
      }
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth += 1
      values += 1
      if (depth > most.depth) return 'depth'
      commas[depth] = byte === OPEN_ARRAY ? -1 : 0
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth = Math.max(0, depth - 1)
    if (values > most.values) return 'values'
  }
  return undefined
}

/** Where the quote is that ends a text. */
function endOfText(json: Uint8Array, start: number): number {
  let end = json.indexOf(QUOTE, start)
  while (end !== -1 && isEscaped(json, end, start)) end = json.indexOf(QUOTE, end + 1)
  return end === -1 ? json.length : end
}

/** An odd number of backslashes stands before it. */
function isEscaped(json: Uint8Array, quote: number, start: number): boolean {
  let at = quote - 1
  while (at >= start && json[at] === BACKSLASH) at -= 1
  return (quote - at) % 2 === 0
}
