import { apiEndpoint } from '../../src/lab/state/api-endpoint.ts'
import { requireLab } from '../../src/lab/state/open-lab.ts'

/** Calls a lab's API as its administrator. `path` without `/v2.0/`. @throws with what it says, unless that is 2xx */
export async function labApi<Answer = Record<string, unknown>>(
  lab: string,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const { url, token } = await apiEndpoint(await requireLab(lab))
  const answer = await fetch(`${url}/v2.0/${path}`, {
    method,
    headers: { 'x-auth-token': token, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`)
  return (text === '' ? {} : JSON.parse(text)) as Answer
}
