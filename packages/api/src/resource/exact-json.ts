import { randomUUID } from 'node:crypto'

/** No client can know it, so no text of a client's has it. */
const MARK = `integer ${randomUUID()} `
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, 'g')

/** JSON text in which a bigint is the integer that it is, however long. Only for resources that need it: slower than JSON.stringify. */
export function exactJson(value: unknown): string {
  const long: bigint[] = []
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'bigint') return part
    const number = Number(part)
    if (Number.isSafeInteger(number)) return number
    long.push(part)
    return `${MARK}${part.toString()}`
  })
  return long.length > 0 ? text.replace(MARKED, '$1') : text
}
