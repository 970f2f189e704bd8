import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('server-process.mjs', import.meta.url))

/** A controller in a process of its own, which can be killed like one. */
export class CrashingServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start(path: string): Promise<CrashingServer> {
    const child = spawn(process.execPath, [SERVER, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const line of createInterface({ input: child.stdout })) return new CrashingServer(child, line)
    throw new Error('the server ended before it listened')
  }

  async kill(): Promise<void> {
    const gone = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await gone
  }
}
