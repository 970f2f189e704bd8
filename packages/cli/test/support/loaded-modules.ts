import { readFile, rm, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const BIN = fileURLToPath(new URL('../../bin/netloom.mjs', import.meta.url))

/** Runs the command, and says what it loads. */
export class LoadedModules {
  private constructor(readonly folder: string) {}

  static async open(): Promise<LoadedModules> {
    return new LoadedModules(await mkdtemp(join(tmpdir(), 'netloom-loaded-')))
  }

  /** To its end, or until it has said `ready` in its output. Returns all that it said. */
  async run(words: readonly string[], ready?: string): Promise<string> {
    const hooks = `import { appendFileSync } from 'node:fs'
export const load = (url, context, next) => (appendFileSync(${JSON.stringify(this.list)}, url + '\\n'), next(url, context))`
    const register = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)})`
    const given = ['--import', `data:text/javascript,${encodeURIComponent(register)}`, BIN, ...words]
    const running = execa(process.execPath, given, { stdin: 'ignore', reject: false, all: true, cwd: this.folder })
    running.all.on('data', (chunk: Buffer) => {
      if (ready !== undefined && chunk.toString().includes(ready)) running.kill('SIGTERM')
    })
    return (await running).all
  }

  /** Addresses of modules loaded so far, each on a line. */
  async take(): Promise<string> {
    const text = await readFile(this.list, 'utf8')
    await rm(this.list)
    return text
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true })
  }

  private get list(): string {
    return join(this.folder, 'modules')
  }
}
