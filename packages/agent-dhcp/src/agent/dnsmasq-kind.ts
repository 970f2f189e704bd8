import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DeviceKind, HostAccess, ReadScope, Step } from '@netloom/core'
import { namespaceOf, pairOf } from '../names.ts'
import type { DnsmasqState } from '../states.ts'
import { ROOT, accountOf, type Account } from './accounts.ts'
import { applyEach } from './apply-each.ts'
import {
  hasRead,
  isPrivate,
  markRead,
  readServedFiles,
  readUnleased,
  readText,
  removeFolder,
  replaceFile,
  writeServedFiles,
  writeUnleased,
} from './network-folder.ts'
import { ownFolders } from './own-folders.ts'
import { releaseLeases } from './release-leases.ts'
import { dnsmasqIn, endServer, findServer, livesIn, tellToRead } from './server-process.ts'
import type { ServerWatch } from './server-watch.ts'

/** dnsmasq processes whose files are below `directory`. They outlive us, and are known again by their pid files. */
export const dnsmasqKind = (
  directory: string,
  watch: ServerWatch,
  foreign: ReadonlySet<string> = new Set(),
): DeviceKind<DnsmasqState> => ({
  kind: 'dnsmasq',
  order: 42,
  key: ({ networkId }) => `dnsmasq ${networkId}`,
  equal: (a, b) =>
    a.serving &&
    b.serving &&
    a.arguments.join('\0') === b.arguments.join('\0') &&
    sameFiles(a.files, b.files) &&
    unended(a, b).length === 0,
  parents: () => [],
  device: ({ namespace }) => namespace,
  commands: () => [],
  describe,
  read: (host, scope) => read(directory, watch, host, scope),
  apply: (steps, host) =>
    applyEach(steps, ({ op, state }) => (op === 'remove' ? remove(state, watch) : serve(state, host, watch, foreign))),
  watch: (listener) => watch.start(listener),
})

/** Leases that are to end, and have not. */
const unended = (wanted: DnsmasqState, found: DnsmasqState | undefined): readonly string[] =>
  wanted.unleased.filter((one) => found?.unleased.includes(one) !== true)

const sameFiles = (a: DnsmasqState['files'], b: DnsmasqState['files']): boolean =>
  Object.entries(a).every(([name, text]) => b[name] === text)

function describe(step: Step<DnsmasqState>): readonly string[] {
  const { namespace, directory } = step.state
  const enter = `ip netns exec ${namespace}`
  const end = `kill $(cat ${join(directory, 'pid')})`
  if (step.op === 'remove') return [end, `rm -r ${directory}`]
  const before = step.op === 'replace' ? step.actual : undefined
  const files = Object.entries(step.state.files).flatMap(([name, text]) =>
    fileLines(directory, name, before?.files[name], text),
  )
  const isSame = before?.serving === true && before.arguments.join(' ') === step.state.arguments.join(' ')
  const ends = unended(step.state, before).map(
    (one) => `dhcp_release6 --iface ${step.state.interface} --ip ${one.split(' ')[0] ?? ''}`,
  )
  const told = files.length === 0 && ends.length > 0 ? [] : [`kill -HUP $(cat ${join(directory, 'pid')})`]
  if (isSame) return [...files, ...told, ...ends]
  return [...files, ...(before?.serving === true ? [end] : []), `${enter} ${step.state.arguments.join(' ')}`]
}

/** Lines that come and go, as a difference shows them. */
function fileLines(directory: string, name: string, before: string | undefined, after: string): readonly string[] {
  if (before === after) return []
  const [old, now] = [new Set((before ?? '').split('\n')), new Set(after.split('\n'))]
  const path = join(directory, name)
  return [
    ...[...old].filter((line) => line !== '' && !now.has(line)).map((line) => `${path}: - ${line}`),
    ...[...now].filter((line) => line !== '' && !old.has(line)).map((line) => `${path}: + ${line}`),
  ]
}

async function read(
  directory: string,
  watch: ServerWatch,
  host: HostAccess,
  scope?: ReadScope,
): Promise<readonly DnsmasqState[]> {
  const found: DnsmasqState[] = []
  for (const networkId of await ownFolders(directory, host, scope)) {
    const namespace = namespaceOf(networkId)
    const folder = join(directory, networkId)
    const files = await readServedFiles(folder)
    const mark = dnsmasqIn(folder)
    const server = await findServer(mark)
    const line = server?.arguments ?? []
    const isServed = server !== undefined && livesIn(server.pid, namespace) && (await hasRead(folder, files))
    // A folder that others can look into is closed as if it were a file that is wrong.
    const serving = isServed && (await isPrivate(folder, readerOf(line)))
    const device = line.find((argument) => argument.startsWith('--interface='))?.slice('--interface='.length) ?? ''
    // One that an earlier life of the agent started is looked after like those of this one.
    if (serving) watch.expect({ mark, namespace, pair: pairOf(device) })
    found.push({
      ...{ kind: 'dnsmasq', networkId, namespace, interface: device, directory: folder, arguments: line, files },
      ...{ firstLeases: [], leaseDuration: 0, serving, unleased: await readUnleased(folder) },
    })
  }
  return found
}

async function remove({ directory }: DnsmasqState, watch: ServerWatch): Promise<void> {
  const mark = dnsmasqIn(directory)
  watch.forget(mark)
  await endServer(mark)
  await removeFolder(directory)
}

/** Files first: a server that starts, or is told, finds them as they shall be. What it has read is marked last. */
async function serve(
  state: DnsmasqState,
  host: HostAccess,
  watch: ServerWatch,
  foreign: ReadonlySet<string>,
): Promise<void> {
  const { directory, namespace, files } = state
  if (foreign.has(namespace)) throw new Error(`namespace ${namespace} belongs to another agent`)
  await writeServedFiles(directory, files, readerOf(state.arguments))
  const mark = dnsmasqIn(directory)
  const server = await findServer(mark)
  const isRight = server?.arguments.join('\0') === state.arguments.join('\0') && livesIn(server.pid, namespace)
  const isTold = isRight && (await hasRead(directory, files))
  if (server !== undefined && isRight) {
    if (!isTold) tellToRead(server)
  } else {
    await endServer(mark)
    await start(state, host)
  }
  await markRead(directory, files)
  const ended = new Set(await readUnleased(directory))
  const ending = state.unleased.filter((one) => !ended.has(one))
  await releaseLeases(state, host, new Set(ending.map((one) => one.split(' ')[0] ?? '')))
  if (ending.length > 0) await writeUnleased(directory, state.unleased)
  watch.expect({ mark, namespace, pair: pairOf(state.interface) })
}

/** Whom a command line makes dnsmasq run as. */
function readerOf(line: readonly string[]): Account {
  const user = line.find((argument) => argument.startsWith('--user='))?.slice('--user='.length)
  return (user === undefined ? undefined : accountOf(user)) ?? ROOT
}

async function start(state: DnsmasqState, host: HostAccess): Promise<void> {
  const { directory, firstLeases, leaseDuration, namespace } = state
  if ((await readText(directory, 'leases')) === undefined) {
    const until = leaseDuration === -1 ? 0 : Math.floor(Date.now() / 1000) + leaseDuration
    const leases = firstLeases.map((lease) => `${String(until)} ${lease}\n`).join('')
    await replaceFile(directory, 'leases', leases, readerOf(state.arguments))
  }
  const log = state.arguments.find((argument) => argument.startsWith('--log-facility='))
  if (log !== undefined) await mkdir(dirname(log.slice('--log-facility='.length)), { recursive: true, mode: 0o750 })
  const [tool = 'dnsmasq', ...rest] = state.arguments
  // It goes into the background by itself once it listens: when this returns, clients are answered.
  await host.run({ argv: [tool, ...rest], netns: namespace })
}
