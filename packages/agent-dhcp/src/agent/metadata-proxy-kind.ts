import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import type { DeviceKind, HostAccess, ReadScope, Step, StepResult } from '@netloom/core'
import { namespaceOf, pairOf } from '../names.ts'
import type { MetadataProxyState } from '../states.ts'
import { inTurns } from './in-turns.ts'
import { networkFolders, readText, removeFolder, replaceFile } from './network-folder.ts'
import { endServer, findServer, livesIn, type ServerMark } from './server-process.ts'
import type { ServerWatch } from './server-watch.ts'

const AT_ONCE = 8
const CONFIG = 'haproxy.cfg'
/** The configuration that the process was started with: written after it has. */
const STARTED = 'started.cfg'

/** haproxy processes whose files are below `directory`. Like servers, they outlive us and are known again. */
export const metadataProxyKind = (directory: string, watch: ServerWatch): DeviceKind<MetadataProxyState> => ({
  kind: 'metadata-proxy',
  order: 43,
  key: ({ networkId }) => `metadata-proxy ${networkId}`,
  equal: (a, b) => a.running && b.running && a.config === b.config && a.namespace === b.namespace,
  parents: () => [],
  device: ({ namespace }) => namespace,
  commands: () => [],
  describe,
  read: (_host, scope) => read(directory, watch, scope),
  apply: async (steps, host) => {
    const results = new Map<string, StepResult>()
    await inTurns(AT_ONCE, steps, async ({ op, key, state }) => {
      try {
        await (op === 'remove' ? remove(state, watch) : run(state, host, watch))
        results.set(key, { key })
      } catch (error) {
        results.set(key, { key, error: error instanceof Error ? error.message : String(error) })
      }
    })
    return steps.map(({ key }) => results.get(key) ?? { key })
  },
})

const haproxyIn = (folder: string): ServerMark => ({
  pidFile: join(folder, 'pid'),
  program: 'haproxy',
  word: join(folder, CONFIG),
})

const commandOf = (folder: string): readonly [string, ...string[]] => [
  'haproxy',
  ...['-D', '-f', join(folder, CONFIG)],
  ...['-p', join(folder, 'pid')],
]

function describe({ op, state: { namespace, directory, config } }: Step<MetadataProxyState>): readonly string[] {
  const end = `kill $(cat ${join(directory, 'pid')})`
  if (op === 'remove') return [end, `rm -r ${directory}`]
  const lines = config.trimEnd().split('\n')
  return [
    ...lines.map((line) => `${join(directory, CONFIG)}: + ${line}`),
    ...(op === 'replace' ? [end] : []),
    `ip netns exec ${namespace} ${commandOf(directory).join(' ')}`,
  ]
}

async function read(directory: string, watch: ServerWatch, scope?: ReadScope): Promise<readonly MetadataProxyState[]> {
  const found: MetadataProxyState[] = []
  for (const networkId of await networkFolders(directory)) {
    const namespace = namespaceOf(networkId)
    if (scope?.devices !== undefined && !scope.devices.has(namespace)) continue
    const folder = join(directory, networkId)
    const mark = haproxyIn(folder)
    const [config = '', started, server] = await Promise.all([
      readText(folder, CONFIG),
      readText(folder, STARTED),
      findServer(mark),
    ])
    const running = server !== undefined && started === config && livesIn(server.pid, namespace)
    const device = / interface (\S+)$/m.exec(config)?.[1] ?? ''
    if (running) watch.expect({ mark, namespace, pair: pairOf(device) })
    found.push({
      ...{ kind: 'metadata-proxy', networkId, namespace, interface: device, directory: folder, config, running },
    })
  }
  return found
}

async function run(state: MetadataProxyState, host: HostAccess, watch: ServerWatch): Promise<void> {
  const { directory, namespace, config } = state
  const mark = haproxyIn(directory)
  const old = await findServer(mark)
  if (old !== undefined) await endServer(mark, old)
  await mkdir(directory, { recursive: true, mode: 0o755 })
  await replaceFile(directory, CONFIG, config)
  // It goes into the background by itself once it listens.
  await host.run({ argv: commandOf(directory), netns: namespace })
  await replaceFile(directory, STARTED, config)
  watch.expect({ mark, namespace, pair: pairOf(state.interface) })
}

async function remove({ directory }: MetadataProxyState, watch: ServerWatch): Promise<void> {
  const mark = haproxyIn(directory)
  watch.forget(mark)
  const server = await findServer(mark)
  if (server !== undefined) await endServer(mark, server)
  await removeFolder(directory)
}
