import { isDictionary } from '@netloom/api'
import { mapInTurns } from '@netloom/core/kit'

/** JSON of an action's answer; of its lists, which may be long, a slice in each turn of the event loop. */
export async function jsonInTurns(answer: unknown): Promise<string> {
  if (!isDictionary(answer)) return JSON.stringify(answer)
  const members: string[] = []
  for (const [name, value] of Object.entries(answer)) {
    if (value === undefined) continue
    const text = Array.isArray(value)
      ? `[${(await mapInTurns(value as readonly unknown[], (item) => JSON.stringify(item ?? null))).join(',')}]`
      : JSON.stringify(value)
    members.push(`${JSON.stringify(name)}:${text}`)
  }
  return `{${members.join(',')}}`
}
