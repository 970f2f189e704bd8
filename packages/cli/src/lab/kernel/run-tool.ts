import { spawn, type StdioOptions } from 'node:child_process'
import { text } from 'node:stream/consumers'

export interface RunToolOptions {
  /** What the tool reads; default nothing. */
  readonly input?: string
  /** Besides this process' own. */
  readonly env?: Readonly<Record<string, string>>
  /** It speaks on this terminal, reads from it, and has the signals that would end this process: its end is then ours. */
  readonly attached?: boolean
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What came of a tool; its output without the last line's end. */
export interface ToolResult {
  readonly stdout: string
  readonly stderr: string
  /** Absent: a signal ended it, or it did not start. */
  readonly exitCode?: number
  readonly signal?: NodeJS.Signals
  /** Why it did not start, e.g. `ENOENT`. */
  readonly code?: string
}

/** Runs a tool to its end, whatever that is: the caller knows what to make of it. A few lines, since every command of a lab loads them. */
export async function runTool(
  tool: string,
  args: readonly string[],
  { input = '', env = {}, attached = false }: RunToolOptions = {},
): Promise<ToolResult> {
  const stdio: StdioOptions = attached ? 'inherit' : 'pipe'
  const child = spawn(tool, args, { stdio, env: { ...process.env, ...env } })
  const ended = new Promise<Omit<ToolResult, 'stdout' | 'stderr'>>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ code: error.code ?? error.message })
    })
    child.once('close', (exitCode, signal) => {
      resolve({ ...(exitCode !== null && { exitCode }), ...(signal !== null && { signal }) })
    })
  })
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
  if (attached) for (const signal of SIGNALS) process.on(signal, pass)
  // One that ends without reading says why by its status.
  child.stdin?.on('error', () => undefined).end(input)
  const said = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)))
  const [outcome, stdout = '', stderr = ''] = await Promise.all([ended, ...said])
  for (const signal of SIGNALS) process.off(signal, pass)
  return { ...outcome, stdout: stdout.replace(/\r?\n$/, ''), stderr: stderr.replace(/\r?\n$/, '') }
}
