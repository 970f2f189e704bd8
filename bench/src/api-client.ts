import { Agent, request } from 'node:http'

/** A client of Neutron's API with kept connections; throws what is not 2xx. */
export class ApiClient {
  private readonly agent = new Agent({ keepAlive: true })

  constructor(private readonly base: string) {}

  /** The answer, parsed. `path` is below `/v2.0`. */
  call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const data = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    const headers = {
      accept: 'application/json',
      ...(data !== undefined && { 'content-type': 'application/json', 'content-length': data.length }),
    }
    return new Promise((resolve, reject) => {
      const call = request(`${this.base}/v2.0${path}`, { method, agent: this.agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if ((response.statusCode ?? 500) >= 300) reject(new Error(`${method} ${path}: ${text.slice(0, 200)}`))
          else resolve((text === '' ? undefined : JSON.parse(text)) as T)
        })
      })
      call.on('error', reject)
      call.end(data)
    })
  }

  close(): void {
    this.agent.destroy()
  }
}
