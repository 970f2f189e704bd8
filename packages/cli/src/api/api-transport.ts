import { Agent, request, type IncomingMessage } from 'node:http'
import { Failure } from '../base/failure.ts'
import { refusal } from './refused-error.ts'

/** Where a controller answers and who asks. */
export interface ApiEndpoint {
  /** Without `/v2.0`, e.g. `http://127.0.0.1:9696`. */
  readonly url: string
  readonly token: string
  /** What tells more when nobody answers there. */
  readonly remedy?: string
}

const PATIENCE_MS = 60_000

/** Requests to one controller, over connections that are kept. node:http, since fetch takes twice its time per request. */
export class ApiTransport {
  private readonly agent = new Agent({ keepAlive: true })

  constructor(private readonly endpoint: ApiEndpoint) {}

  /** The body of the answer, undefined when it is empty. @throws {RefusedError | Failure} */
  async send(method: string, path: string, body?: object): Promise<unknown> {
    const { status, text } = await this.exchange(method, path, body)
    if (status >= 400) throw refusal(status, text)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }

  close(): void {
    this.agent.destroy()
  }

  private exchange(
    method: string,
    path: string,
    body: object | undefined,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const { url, token, remedy = 'is it running?' } = this.endpoint
    const payload = body === undefined ? undefined : JSON.stringify(body)
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown): void => {
        reject(new Failure(`no controller answers at ${url}; ${remedy}`, 'failure', { cause: cause }))
      }
      const headers = {
        'x-auth-token': token,
        accept: 'application/json',
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        }),
      }
      const outgoing = request(new URL(path, url), { method, headers, agent: this.agent, timeout: PATIENCE_MS })
      outgoing.on('response', (response) => {
        readText(response).then((text) => {
          resolve({ status: response.statusCode ?? 0, text })
        }, fail)
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${String(PATIENCE_MS / 1000)} s`)))
      outgoing.on('error', fail)
      outgoing.end(payload)
    })
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk as string
  return text
}
