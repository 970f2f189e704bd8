import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const SOURCE = fileURLToPath(new URL('./token-writer.ts', import.meta.url))

/** Makes one file of the writer, which a process reads in a fraction of the time that the sources would take. */
export async function buildTokenWriter(folder: string): Promise<string> {
  const conditions = ['source', 'module', 'node']
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, resolve: { conditions } },
    build: {
      ssr: SOURCE,
      outDir: folder,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'writer.mjs' } },
    },
  })
  return join(folder, 'writer.mjs')
}

/** A process that changes a token file. */
export class TokenWriter {
  readonly created = new Map<string, string>()
  readonly revoked = new Set<string>()
  private readonly child: ChildProcess
  private readonly ready: Promise<unknown>
  private readonly closed: Promise<unknown>

  constructor(script: string, file: string) {
    const child = spawn(process.execPath, [script, file], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.child = child
    this.closed = once(child, 'close')
    const lines = createInterface({ input: child.stdout })
    this.ready = once(lines, 'line')
    lines.on('line', (line) => {
      const [verb, id = '', token = ''] = line.split(' ')
      if (verb === 'created') this.created.set(id, token)
      if (verb === 'revoked') this.revoked.add(id)
    })
  }

  async started(): Promise<void> {
    await this.ready
  }

  createAndRevoke(id: string): void {
    this.child.stdin?.write(`once ${id}\n`)
  }

  changeForEver(): void {
    this.child.stdin?.write('forever\n')
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.closed
  }

  async ended(): Promise<void> {
    await this.closed
  }
}
