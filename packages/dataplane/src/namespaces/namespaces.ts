import { readdir } from 'node:fs/promises'
import { CommandError } from '../access/command-error.ts'
import { KernelAccess } from '../kernel/kernel-access.ts'
import { readLinks } from '../kinds/link.ts'
import { isNamespace } from './is-namespace.ts'
import { runOnce } from '../access/run-once.ts'
import { missingTool } from '../pipe/missing-tool.ts'

/** Any number not in use: devices of one group are deleted together, in one go of the kernel. */
const DOOMED_GROUP = '7319'

/** Names of network namespaces that begin with `prefix`. */
export async function listNamespaces(prefix = ''): Promise<readonly string[]> {
  return (await namesBelow(prefix)).filter((name) => isNamespace(`/run/netns/${name}`))
}

/** Those that have no namespace any more, too. */
async function namesBelow(prefix = ''): Promise<readonly string[]> {
  const names = await readdir('/run/netns').catch(() => [])
  return names.filter((name) => name.startsWith(prefix)).sort()
}

/** Makes namespaces, with their loopback up, in two batches. @throws {CommandError} naming the first that failed. */
export async function addNamespaces(names: readonly string[]): Promise<void> {
  const stale = await staleAmong(names)
  await batchHere([...stale.map((name) => `netns del ${name}`), ...names.map((name) => `netns add ${name}`)])
  await Promise.all(names.map((name) => batchIn(name, ['link set dev lo up'])))
}

async function staleAmong(names: readonly string[]): Promise<readonly string[]> {
  const [all, present] = [new Set(await namesBelow()), new Set(await listNamespaces())]
  return names.filter((name) => all.has(name) && !present.has(name))
}

/**
 * Deletes namespaces, their devices first: a namespace that takes its devices along stalls every link operation of the
 * machine for seconds. One that is not there is fine. @throws {CommandError} naming the first that failed.
 */
export async function deleteNamespaces(names: readonly string[]): Promise<void> {
  const present = new Set(await listNamespaces())
  const doomed = names.filter((name) => present.has(name))
  // One after the other: all of this waits for one lock of the kernel anyway.
  for (const name of doomed) await deleteDevices(name)
  await batchHere([...doomed, ...(await staleAmong(names))].map((name) => `netns del ${name}`))
}

/** Deletes every device of a namespace that can be deleted. */
export async function deleteDevices(netns: string): Promise<void> {
  const host = new KernelAccess(netns, netns)
  try {
    const links = (await readLinks(host)).filter(({ type }) => type !== undefined)
    if (links.length === 0) return
    await host.batch('ip', [
      ...links.map(({ name }) => `link set dev ${name} group ${DOOMED_GROUP}`),
      `link del group ${DOOMED_GROUP}`,
    ])
  } finally {
    await host.close()
  }
}

export interface RunOptions {
  readonly signal?: AbortSignal
  readonly input?: string
  readonly timeoutMs?: number
}

/** Runs a command inside a namespace and returns what it printed. @throws {CommandError} */
export async function runInNamespace(
  netns: string,
  command: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { signal, input, timeoutMs } = options
  // Loaded when it is wanted: agents do without, whose start it would take a sixth of.
  const { execa } = await import('execa')
  const result = await execa('ip', ['netns', 'exec', netns, ...command], {
    reject: false,
    stripFinalNewline: false,
    ...(signal !== undefined && { cancelSignal: signal }),
    ...(input !== undefined && { input }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
  })
  if (!result.failed) return result.stdout
  const said = result.code === 'ENOENT' ? missingTool('ip') : result.stderr || result.shortMessage || 'failed'
  throw new CommandError(command, result.exitCode ?? null, said)
}

/** In a tool of its own, which lets go of the namespaces at its end. */
async function batchHere(lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return
  try {
    await runOnce('ip', ['-force', '-batch', '-'], `${lines.join('\n')}\n`)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const [, line = '1'] = /Command failed -:(\d+)/.exec(error.stderr) ?? []
    const [said = ''] = error.stderr.split(/\s*Command failed -:/)
    throw new CommandError(['ip', ...(lines[Number(line) - 1] ?? '').split(' ')], error.exitCode, said, {
      cause: error,
    })
  }
}

const batchIn = (netns: string, lines: readonly string[]): Promise<void> =>
  runBatch(new KernelAccess(netns, netns), lines)

async function runBatch(host: KernelAccess, lines: readonly string[]): Promise<void> {
  const results = await host.batch('ip', lines)
  await host.close()
  const failed = results.findIndex((result) => result !== undefined)
  if (failed >= 0) throw new CommandError(['ip', ...(lines[failed] ?? '').split(' ')], null, results[failed] ?? '')
}
