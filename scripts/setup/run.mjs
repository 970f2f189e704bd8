import { spawn } from 'node:child_process'
import { root } from './root.mjs'

/** Something that the user has to mend; the message is one line that names the remedy. */
export class SetupError extends Error {}

/**
 * Runs a command quietly and keeps what it says. `onLine` sees each line, for progress.
 * Resolves with the exit code and all output; a command that does not exist counts as code 127.
 */
export function run(file, args, { env = {}, cwd = root, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const take = (chunk) => {
      output += chunk
      const line = String(chunk).trimEnd().split('\n').at(-1)
      if (line) onLine?.(line)
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output: signal ? `${output}\n${signal}` : output }))
  })
}
