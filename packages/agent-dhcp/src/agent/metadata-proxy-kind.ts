import { join } from 'node:path'
import type { DeviceKind, HostAccess, ReadScope, Step } from '@netloom/core'
import { METADATA_ADDRESS_6 } from '../dhcp-options.ts'
import { namespaceOf, pairOf } from '../names.ts'
import { withoutIpv6 } from '../render/proxy-config.ts'
import type { MetadataProxyState } from '../states.ts'
import { applyEach } from './apply-each.ts'
import { hasIpv6 } from './has-ipv6.ts'
import { hasRead, makePrivate, markRead, readText, removeFolder, replaceFile } from './network-folder.ts'
import { ownFolders } from './own-folders.ts'
import { endServer, findServer, livesIn, type ServerMark } from './server-process.ts'
import type { ServerWatch } from './server-watch.ts'

const CONFIG = 'haproxy.cfg'

/** haproxy processes whose files are below `directory`. Like servers, they outlive us and are known again. */
export const metadataProxyKind = (
  directory: string,
  watch: ServerWatch,
  foreign: ReadonlySet<string> = new Set(),
): DeviceKind<MetadataProxyState> => ({
  kind: 'metadata-proxy',
  order: 43,
  key: ({ networkId }) => `metadata-proxy ${networkId}`,
  equal: (a, b) => a.running && b.running && wantedConfig(a, b) === b.config && a.namespace === b.namespace,
  parents: () => [],
  device: ({ namespace }) => namespace,
  commands: () => [],
  describe,
  read: (host, scope) => read(directory, watch, host, scope),
  apply: (steps, host) =>
    applyEach(steps, ({ op, state }) => (op === 'remove' ? remove(state, watch) : run(state, host, watch, foreign))),
})

/** What the file says where the link is as it was found. */
const wantedConfig = (wanted: MetadataProxyState, found: MetadataProxyState): string =>
  found.withoutIpv6 === true ? withoutIpv6(wanted.config, wanted.interface) : wanted.config

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

async function read(
  directory: string,
  watch: ServerWatch,
  host: HostAccess,
  scope?: ReadScope,
): Promise<readonly MetadataProxyState[]> {
  const found: MetadataProxyState[] = []
  for (const networkId of await ownFolders(directory, host, scope)) {
    const namespace = namespaceOf(networkId)
    const folder = join(directory, networkId)
    const mark = haproxyIn(folder)
    const config = (await readText(folder, CONFIG)) ?? ''
    const server = await findServer(mark)
    const running =
      server !== undefined && livesIn(server.pid, namespace) && (await hasRead(folder, { [CONFIG]: config }))
    const device = / interface (\S+)$/m.exec(config)?.[1] ?? ''
    if (running) watch.expect({ mark, namespace, pair: pairOf(device) })
    const listens6 = config.includes(`bind ${METADATA_ADDRESS_6}:`)
    const lacksIpv6 = device !== '' && !listens6 && !(await hasIpv6(host, namespace, device))
    found.push({
      ...{ kind: 'metadata-proxy', networkId, namespace, interface: device, directory: folder, config, running },
      ...(lacksIpv6 && { withoutIpv6: true }),
    })
  }
  return found
}

async function run(
  state: MetadataProxyState,
  host: HostAccess,
  watch: ServerWatch,
  foreign: ReadonlySet<string>,
): Promise<void> {
  const { directory, namespace, interface: device } = state
  if (foreign.has(namespace)) throw new Error(`namespace ${namespace} belongs to another agent`)
  const mark = haproxyIn(directory)
  await endServer(mark)
  const config = (await hasIpv6(host, namespace, device)) ? state.config : withoutIpv6(state.config, device)
  await makePrivate(directory)
  await replaceFile(directory, CONFIG, config)
  // It goes into the background by itself once it listens.
  await host.run({ argv: commandOf(directory), netns: namespace })
  await markRead(directory, { [CONFIG]: config })
  watch.expect({ mark, namespace, pair: pairOf(device) })
}

async function remove({ directory }: MetadataProxyState, watch: ServerWatch): Promise<void> {
  const mark = haproxyIn(directory)
  watch.forget(mark)
  await endServer(mark)
  await removeFolder(directory)
}
