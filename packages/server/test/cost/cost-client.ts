import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Call {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

export interface Measured {
  /** 0 = the connection was closed before an answer. */
  readonly status: number
  readonly bytes: number
  /** Of the answer. */
  readonly start: string
  readonly milliseconds: number
  /** The slowest answer of `/healthz` meanwhile, in milliseconds. */
  readonly health: number
}

/** Another process: what it does to send a request, and to notice that nobody answers, costs our event loop nothing. */
export class CostClient {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(port: number): Promise<CostClient> {
    const script = fileURLToPath(new URL('cost-client.cjs', import.meta.url))
    const child = fork(script, [String(port)], { execArgv: [] })
    await once(child, 'message')
    return new CostClient(child, mkdtempSync(join(tmpdir(), 'netloom-cost-')))
  }

  async send({ method, path, body }: Call): Promise<Measured> {
    const file = join(this.folder, 'body.json')
    if (body !== undefined) writeFileSync(file, typeof body === 'string' ? body : JSON.stringify(body))
    const answer = once(this.child, 'message') as Promise<[Measured]>
    this.child.send({ method, path, ...(body !== undefined && { file }) })
    return (await answer)[0]
  }

  async close(): Promise<void> {
    const gone = once(this.child, 'exit')
    this.child.disconnect()
    await gone
    rmSync(this.folder, { recursive: true })
  }
}
