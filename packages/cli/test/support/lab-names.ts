import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll } from 'vitest'
import { labDown } from '../../src/lab/lab-down.ts'
import { labDirectory } from '../../src/lab/state/lab-state.ts'
import { processStartTime } from '@netloom/core/files'

/** One folder for all runs, so that a run finds what a dead one left. */
export function useTestState(): void {
  const before = process.env['NETLOOM_STATE_DIR']
  process.env['NETLOOM_STATE_DIR'] = join(tmpdir(), 'netloom-cli-tests')
  afterAll(() => {
    if (before === undefined) delete process.env['NETLOOM_STATE_DIR']
    else process.env['NETLOOM_STATE_DIR'] = before
  })
}

/** Carries the pid of this run, so that another run knows whether it is still needed. */
export function newLabName(): string {
  return `t_${process.pid.toString(16).padStart(8, '0')}${randomBytes(3).toString('hex')}`
}

/** Takes down the labs of test runs that are no more. */
export async function reapDeadLabs(): Promise<void> {
  const folders = await readdir(dirname(labDirectory('any'))).catch(() => [])
  const traces = [...(await namespaces('nl-')).map((netns) => netns.slice('nl-'.length)), ...folders]
  const names = traces.flatMap((trace) => /^t_[0-9a-f]{14}(?=-|$)/.exec(trace) ?? [])
  for (const name of new Set(names)) {
    const pid = Number.parseInt(name.slice(2, 10), 16)
    if ((await processStartTime(pid)) === undefined) await labDown(name)
  }
}

export async function namespaces(prefix = ''): Promise<readonly string[]> {
  const { stdout } = await execa('ip', ['netns', 'list'])
  const names = stdout.split('\n').map((line) => line.split(' ')[0] ?? '')
  return names.filter((name) => name !== '' && name.startsWith(prefix))
}

/** Names of the links in the machine's own namespace. */
export async function ownLinks(): Promise<readonly string[]> {
  const { stdout } = await execa('ip', ['-j', 'link', 'show'])
  return (JSON.parse(stdout) as readonly { readonly ifname: string }[]).map(({ ifname }) => ifname).sort()
}
