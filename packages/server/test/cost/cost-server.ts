import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Stall {
  /** Milliseconds for which the server's thread computed without a look at its sockets. */
  readonly held: number
  /** What the clock says, on whatever else the machine does. */
  readonly wall: number
}

/** The measured process. */
export class CostServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(store: string): Promise<CostServer> {
    const script = fileURLToPath(new URL('cost-server.mjs', import.meta.url))
    const child = fork(script, [store], { execArgv: ['--expose-gc'] })
    return new CostServer(child, (await answer(child)) as number)
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`
  }

  /** The longest stall since the last call. */
  async stall(): Promise<Stall> {
    return (await this.ask('take')) as Stall
  }

  /** Bytes in use after a collection. */
  async memory(): Promise<number> {
    return (await this.ask('memory')) as number
  }

  /** Each request of the API, but not `/healthz`, does nothing else for so many milliseconds. */
  async hold(milliseconds: number, how: 'computing' | 'asleep'): Promise<void> {
    await this.ask('hold', { hold: milliseconds, how })
  }

  async close(): Promise<void> {
    const gone = once(this.child, 'exit')
    this.child.disconnect()
    await gone
  }

  private ask(command: string, argument?: unknown): Promise<unknown> {
    const answered = answer(this.child)
    this.child.send({ command, argument })
    return answered
  }
}

async function answer(child: ChildProcess): Promise<unknown> {
  const gone = new AbortController()
  try {
    const [{ result }] = (await Promise.race([
      once(child, 'message', gone),
      once(child, 'exit', gone).then(([code]) => {
        throw new Error(`the server has ended: ${String(code)}`)
      }),
    ])) as [{ readonly result: unknown }]
    return result
  } finally {
    gone.abort()
  }
}
