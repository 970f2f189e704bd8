import { execa } from 'execa'
import { Failure } from '../../base/failure.ts'

/** Runs lines through one `ip -batch -` (in `netns` when given). @throws {Failure} with the tool's words for the first bad line */
export async function ipBatch(lines: readonly string[], netns?: string): Promise<void> {
  if (lines.length === 0) return
  const where = netns === undefined ? [] : ['-n', netns]
  const result = await ip([...where, '-batch', '-'], `${lines.join('\n')}\n`)
  if (result.exitCode === 0) return
  const number = Number(/Command failed -:(\d+)/.exec(result.stderr)?.[1] ?? 0)
  const line = lines[number - 1]
  throw new Failure(`ip${netns === undefined ? '' : ` -n ${netns}`} ${line ?? ''}: ${firstLine(result.stderr)}`)
}

/** Like {@link ipBatch}, but goes on after failures and tells none: for cleaning up. */
export async function ipBatchForce(lines: readonly string[], netns?: string): Promise<void> {
  if (lines.length === 0) return
  await ip([...(netns === undefined ? [] : ['-n', netns]), '-force', '-batch', '-'], `${lines.join('\n')}\n`)
}

export async function listNamespaces(prefix: string): Promise<readonly string[]> {
  const { stdout } = await ip(['netns', 'list'])
  return stdout
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name.startsWith(prefix))
}

/** Names of all links but lo. */
export async function listLinks(netns: string): Promise<readonly string[]> {
  const { stdout, exitCode } = await ip(['-n', netns, '-j', 'link', 'show'])
  if (exitCode !== 0) return []
  return (JSON.parse(stdout) as readonly { readonly ifname: string }[])
    .map(({ ifname }) => ifname)
    .filter((name) => name !== 'lo')
}

/** Names of the links that are up (administratively); none where the namespace is gone. */
export async function upLinks(netns: string): Promise<ReadonlySet<string>> {
  const { stdout, exitCode } = await ip(['-n', netns, '-j', 'link', 'show', 'up'])
  if (exitCode !== 0 || stdout.trim() === '') return new Set()
  return new Set((JSON.parse(stdout) as readonly { readonly ifname: string }[]).map(({ ifname }) => ifname))
}

/** Processes whose network namespace is `netns`. */
export async function listPids(netns: string): Promise<readonly number[]> {
  const { stdout } = await ip(['netns', 'pids', netns])
  return stdout.split('\n').filter(Boolean).map(Number)
}

async function ip(
  args: readonly string[],
  input = '',
): Promise<{ stdout: string; stderr: string; exitCode: number | undefined }> {
  const result = await execa('ip', args, { input, reject: false })
  if (result.code === 'ENOENT') throw new Failure('ip: no such command; install the Debian package iproute2')
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''
