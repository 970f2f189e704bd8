import { apiEndpoint, requireLab } from 'netloom/lab'

export type Shown = Readonly<Record<string, unknown>>

/** Sends a request to a lab's controller; resolves to what stands below the one key of the answer. @throws {Error} with the answer of a refusal */
export type ApiSender = (method: string, path: string, body?: object) => Promise<Shown>

export async function apiSender(lab: string): Promise<ApiSender> {
  const { url, token } = await apiEndpoint(await requireLab(lab))
  return async (method, path, body) => {
    const answer = await fetch(`${url}/v2.0/${path}`, {
      method,
      headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`)
    const whole = (text === '' ? {} : JSON.parse(text)) as Shown
    const [first] = Object.values(whole)
    return Object.keys(whole).length === 1 && typeof first === 'object' ? (first as Shown) : whole
  }
}

export const idOf = (shown: Shown): string => String(shown['id'])
