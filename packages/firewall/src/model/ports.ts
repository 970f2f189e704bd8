/** First and last port of `80` or `80:90`; undefined = it is no range of ports. Pure. */
export function portRange(text: string): readonly [number, number] | undefined {
  const [first = '', last = first, ...more] = text.split(':')
  const range = [Number(first), Number(last)] as const
  const isPort = (word: string, port: number): boolean => /^\s*\+?\d+\s*$/.test(word) && port >= 1 && port <= 65_535
  return more.length === 0 && isPort(first, range[0]) && isPort(last, range[1]) ? range : undefined
}

/** As the API shows it. */
export const portText = (first: number | null, last: number | null): string | null =>
  first === null ? null : first === last ? String(first) : `${String(first)}:${String(last)}`
