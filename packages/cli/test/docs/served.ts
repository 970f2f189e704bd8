import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import type { Reader } from './reader.ts'

/** A controller as a document has its reader start it, on a port of its own. */
export interface Served {
  readonly address: string
  end(): Promise<void>
}

export async function startServer({ folder, environment }: Reader): Promise<Served> {
  const child = execa('netloom', ['server', '--listen', '127.0.0.1:0'], {
    cwd: folder,
    env: environment,
    extendEnv: false,
    reject: false,
    all: true,
  })
  let said = ''
  child.all.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const deadline = performance.now() + 60_000
  for (;;) {
    const port = /"port":(\d+)[^\n]*the controller is ready/.exec(said)?.[1]
    if (port !== undefined)
      return {
        address: `127.0.0.1:${port}`,
        end: async () => {
          child.kill('SIGTERM')
          await child
        },
      }
    if (performance.now() > deadline) throw new Error(`the controller does not start: ${said}`)
    await sleep(50)
  }
}
