import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const BIN = fileURLToPath(new URL('../../bin/netloom.mjs', import.meta.url))

/** One command of a document, and what came of it. */
export interface Typed {
  readonly command: string
  readonly status: number
  readonly output: string
}

/** Somebody who types what a document says, in a folder of the project, and whose lab is one of the tests'. */
export class Reader {
  private constructor(
    readonly folder: string,
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async create(lab: string): Promise<Reader> {
    const folder = await mkdtemp(join(tmpdir(), 'netloom-docs-'))
    for (const name of ['docs', 'scripts']) await symlink(join(ROOT, name), join(folder, name))
    const tools = join(folder, 'tools')
    await mkdir(tools)
    await writeFile(join(tools, 'netloom'), shim(lab), { mode: 0o755 })
    await writeFile(join(tools, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })
    return new Reader(folder, {
      PATH: `${tools}:${process.env['PATH'] ?? ''}`,
      HOME: '/nonexistent',
      LANG: 'C.UTF-8',
      NETLOOM_STATE_DIR: process.env['NETLOOM_STATE_DIR'] ?? '',
    })
  }

  /** Types the commands in one shell, until one fails. */
  async type(commands: readonly string[]): Promise<readonly Typed[]> {
    const script = commands.map((command) => `printf '\\n${MARK}\\n'\n${command}\nprintf '\\n${MARK}0\\n'`).join('\n')
    const { all, exitCode } = await execa('bash', ['-e', '-c', script], {
      cwd: this.folder,
      env: this.environment,
      extendEnv: false,
      reject: false,
      all: true,
      stdin: 'ignore',
    })
    // Before a command an empty mark, after it one with its status; after the one that failed none.
    const pieces = all.split(/^@@doc@@(.*)$/m)
    return commands.flatMap((command, index) => {
      const output = pieces[4 * index + 2]
      if (output === undefined) return []
      return [{ command, output, status: pieces[4 * index + 3] === '0' ? 0 : (exitCode ?? 1) }]
    })
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true })
  }
}

const MARK = '@@doc@@'

/** The command itself, for a lab that is not called `lab`. */
const shim = (lab: string): string => `#!/bin/sh
case "$1" in
  lab | port) first=$1; second=$2; shift 2; set -- "$first" "$second" --name ${lab} "$@" ;;
  plan | explain | audit | trace) first=$1; shift; set -- "$first" --name ${lab} "$@" ;;
esac
exec ${process.execPath} ${BIN} "$@"
`
