/** A JSON value as Neutron's messages show it: `None`, `True`, `['a', {'b': 1}]`. Text on its own has no quotes. */
export function pythonText(given: unknown): string {
  return shorten(typeof given === 'string' ? given : shown(given))
}

function shown(given: unknown): string {
  if (given === null || given === undefined) return 'None'
  if (given === true) return 'True'
  if (given === false) return 'False'
  if (typeof given === 'string') return quoted(given)
  if (Array.isArray(given)) return `[${given.map(shown).join(', ')}]`
  if (typeof given === 'object') {
    return `{${Object.entries(given)
      .map(([key, part]) => `${quoted(key)}: ${shown(part)}`)
      .join(', ')}}`
  }
  return JSON.stringify(given)
}

const quoted = (text: string): string =>
  text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`

// A client that sends a megabyte does not need it back.
const LONGEST = 1000
const shorten = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text)
