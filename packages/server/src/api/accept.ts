const JSON_RANGES: ReadonlySet<string> = new Set(['application/json', 'application/*', '*/*'])

/** Whether a client that sends this `Accept` takes JSON (RFC 9110, 12.5.1); nothing said = everything taken. */
export function acceptsJson(header: string | undefined): boolean {
  if (header === undefined || header.trim() === '') return true
  return header.split(',').some((part) => {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    return JSON_RANGES.has(range) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}
