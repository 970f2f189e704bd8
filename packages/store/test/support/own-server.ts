import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('../../../../scripts/postgres/private-postgres.mjs', import.meta.url))

/** A PostgreSQL that only one test file uses, so that it may be stopped. */
export class OwnServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    readonly url: string,
  ) {}

  static async start(): Promise<OwnServer> {
    const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const { value } = (await lines.next()) as { value: string }
    const { url } = JSON.parse(value) as { url: string }
    return new OwnServer(child, lines, url)
  }

  /** Resolves when it answers again. `kill`: it crashes, and recovers from its log. */
  async again(how: 'restart' | 'kill'): Promise<void> {
    this.child.stdin?.write(`${how}\n`)
    await this.lines.next()
  }

  /** Resolves when it is gone, or answers again. */
  async be(state: 'down' | 'up'): Promise<void> {
    this.child.stdin?.write(`${state}\n`)
    await this.lines.next()
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit')
    this.child.stdin?.end()
    await gone
  }
}
