const NONE: readonly string[] = []

/** A list column. Most are empty, and parsing costs more than looking. */
export function textList(json: string): readonly string[] {
  return json === '[]' ? NONE : (JSON.parse(json) as readonly string[])
}
