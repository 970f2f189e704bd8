/** Whether JSON holds the whole value: no functions, no NaN, no bigint, no circle. */
export function isJson(value: unknown): boolean {
  try {
    const text = JSON.stringify(value, plain) as string | undefined
    return text !== undefined
  } catch {
    return false
  }
}

function plain(_: string, part: unknown): unknown {
  if (typeof part === 'function' || typeof part === 'symbol' || (typeof part === 'number' && !Number.isFinite(part))) {
    throw new TypeError('JSON has no such value')
  }
  return part
}
