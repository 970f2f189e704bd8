import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

const JANITOR = fileURLToPath(new URL('./janitor.js', import.meta.url))

/** Somebody who cleans up after this process, also when it is killed. In a session of its own: who ends us spares it. */
export function startJanitor(): void {
  const janitor = spawn(process.execPath, [JANITOR, String(process.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  janitor.unref()
  if (janitor.stdin instanceof Socket) janitor.stdin.unref()
}
