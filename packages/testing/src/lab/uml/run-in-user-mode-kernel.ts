import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { XSAVE_SHIM } from './xsave-shim.ts'

const run = promisify(execFile)

export interface UserModeOptions {
  /** Default 60,000. */
  readonly timeoutMs?: number
  /** Default 512; used only when needed. */
  readonly memoryMib?: number
  /** Where the script starts; default here. */
  readonly directory?: string
}

export interface UserModeResult {
  readonly exitCode: number
  /** Standard output and standard error of the script. */
  readonly output: string
}

/** The kernel did not come up, or did not end in time. `console` has what it said. */
export class UserModeKernelError extends Error {
  override readonly name = 'UserModeKernelError'
  readonly code = 'UserModeKernel'

  constructor(
    message: string,
    readonly console: string,
  ) {
    super(`${message}: ${console.trim().split('\n').slice(-3).join(' | ')}`)
  }
}

/** Why no user-mode kernel can run here; undefined = one has just been seen running. */
export async function whyNoUserModeKernel(): Promise<string | undefined> {
  try {
    const { exitCode } = await runInUserModeKernel('true', { timeoutMs: 20_000 })
    return exitCode === 0 ? undefined : `a user-mode kernel ran "true" with exit code ${String(exitCode)}`
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return isMissing ? 'linux.uml is missing (Debian: user-mode-linux)' : String(error)
  }
}

/**
 * Runs a shell script as root of a kernel of its own (Linux as a process) that has this file system as its root: what the
 * script writes outside `/run`, `/dev` and `/tmp` is written here. Network devices and namespaces are all its own. The kernel
 * has one processor; processes start slowly (50 ms) and run as fast as here. It ends with the script, with `timeoutMs`, and
 * with us. @throws {UserModeKernelError}
 */
export async function runInUserModeKernel(script: string, options: UserModeOptions = {}): Promise<UserModeResult> {
  const { timeoutMs = 60_000, memoryMib = 512, directory = process.cwd() } = options
  const folder = await mkdtemp(join(tmpdir(), 'netloom-uml-'))
  try {
    const shim = await compileShim(folder)
    await writeFile(join(folder, 'script'), script)
    // The modules of that kernel lie in a folder of their own; it asks for them when it needs them.
    await mkdir(join(folder, 'lib'))
    await symlink('/usr/lib/uml/modules', join(folder, 'lib/modules'))
    await writeFile(join(folder, 'modprobe'), `#!/bin/sh\nexec modprobe -d ${quoted(folder)} "$@"\n`, { mode: 0o755 })
    await writeFile(join(folder, 'init'), initScript(folder, directory), { mode: 0o755 })
    const said = await boot(folder, memoryMib, shim, timeoutMs)
    const exitCode = await readFile(join(folder, 'exit'), 'utf8').catch(() => undefined)
    if (exitCode === undefined) throw new UserModeKernelError('the kernel ended before the script', said)
    return { exitCode: Number(exitCode), output: await readFile(join(folder, 'output'), 'utf8') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Absent without a compiler: most machines do without. */
async function compileShim(folder: string): Promise<string | undefined> {
  const source = join(folder, 'shim.c')
  const library = join(folder, 'shim.so')
  await writeFile(source, XSAVE_SHIM)
  return run('gcc', ['-O2', '-shared', '-fPIC', '-o', library, source]).then(
    () => library,
    () => undefined,
  )
}

/** `/tmp` stays the machine's, for the folder of this run. */
const initScript = (folder: string, directory: string): string => `#!/bin/sh
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs run /run
mount -t devtmpfs dev /dev
mkdir -p /dev/shm /dev/net /dev/pts
mount -t tmpfs shm /dev/shm
mount -t devpts pts /dev/pts
echo ${quoted(join(folder, 'modprobe'))} >/proc/sys/kernel/modprobe
ip link set lo up
cd ${quoted(directory)}
sh ${quoted(join(folder, 'script'))} </dev/null >${quoted(join(folder, 'output'))} 2>&1
echo $? >${quoted(join(folder, 'exit'))}
echo o >/proc/sysrq-trigger
sleep 9
`

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

/** Ends with the kernel; resolves with what its console said. */
function boot(folder: string, memoryMib: number, shim: string | undefined, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const kernel = [
      ...['linux.uml', `mem=${String(memoryMib)}M`, `uml_dir=${folder}`, 'root=/dev/root', 'rootfstype=hostfs'],
      ...['rootflags=/', 'rw', `init=${join(folder, 'init')}`, 'con=null', 'con0=null,fd:1', 'quiet', 'panic=-1'],
    ]
    // A session of its own, so that all of the kernel's processes end together; and its first one ends with us.
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...kernel], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: folder, ...(shim !== undefined && { LD_PRELOAD: shim }) },
    })
    let said = ''
    let late = false
    const take = (chunk: Buffer): void => {
      said += chunk.toString()
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    const end = (): void => {
      if (child.pid !== undefined) killGroup(child.pid)
    }
    const timer = setTimeout(() => {
      late = true
      end()
    }, timeoutMs)
    process.once('exit', end)
    const over = (): void => {
      clearTimeout(timer)
      process.off('exit', end)
    }
    child.once('error', (error) => {
      over()
      reject(error)
    })
    child.once('close', (code) => {
      over()
      end()
      if (late) reject(new UserModeKernelError(`no end within ${String(timeoutMs)} ms`, said))
      else if (code === 127) reject(new UserModeKernelError('linux.uml is missing (Debian: user-mode-linux)', said))
      else resolve(said)
    })
  })
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of it has ended.
  }
}
