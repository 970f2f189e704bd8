/** A client that sends a megabyte does not need it back. */
const LONGEST = 1000

/** A JSON value as Neutron's messages show it: `None`, `True`, `['a', {'b': 1}]`. Text on its own has no quotes. */
export function pythonText(given: unknown): string {
  return shorten(typeof given === 'string' ? given : shown(given, LONGEST))
}

/** At least the first `room` characters of it, where it has so many: of a long list only the beginning is looked at. */
function shown(given: unknown, room: number): string {
  if (given === null || given === undefined) return 'None'
  if (given === true) return 'True'
  if (given === false) return 'False'
  if (typeof given === 'string') return quoted(given.slice(0, room + 1))
  if (Array.isArray(given)) return `[${joined(given, room, shown)}]`
  if (typeof given === 'object') {
    const parts = Object.entries(given)
    return `{${joined(parts, room, ([key, part], rest) => `${quoted(key.slice(0, rest + 1))}: ${shown(part, rest)}`)}}`
  }
  return JSON.stringify(given)
}

function joined<T>(parts: readonly T[], room: number, show: (part: T, room: number) => string): string {
  let text = ''
  for (const [index, part] of parts.entries()) {
    if (text.length > room) break
    text += `${index === 0 ? '' : ', '}${show(part, room - text.length)}`
  }
  return text
}

const quoted = (text: string): string =>
  text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`

const shorten = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text)
