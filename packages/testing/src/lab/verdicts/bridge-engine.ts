import { randomUUID } from 'node:crypto'
import {
  silentLogger,
  type DeviceKind,
  type FirewallRenderer,
  type Host,
  type Rendered,
  type Step,
} from '@netloom/core'
import type { Topic } from '@netloom/core/wire'
import { addNamespaces, deleteNamespaces, kernelHost, runInNamespace } from '@netloom/dataplane'
import type { VerdictEngine, VerdictScene, VerdictSwitch } from './verdict-engine.ts'

export interface BridgeEngineOptions {
  readonly firewall: (options: { readonly permittedEthertypes: readonly number[] }) => FirewallRenderer
  /** Kinds of the switch that the firewall's states stand on. */
  readonly kinds?: () => readonly DeviceKind[]
  /** The bridge of a network, and a port's device: as the switch calls them. */
  readonly bridge: (networkId: string) => string
  readonly device: (portId: string) => string
  /** Words after `type bridge`. */
  readonly attributes?: readonly string[]
}

/** A bridge of this kernel in a namespace, filtered by what a renderer makes of the items. */
export const bridgeEngine = (options: BridgeEngineOptions): VerdictEngine => ({
  open: async (scene) => {
    const hostNs = `nlv-${randomUUID().slice(0, 8)}`
    const guests = `${hostNs}-g`
    await addNamespaces([hostNs, guests])
    const firewall = options.firewall(scene)
    const host = kernelHost({
      name: 'verdicts',
      netns: hostNs,
      kinds: [...(options.kinds?.() ?? []), ...(firewall.kinds ?? [])],
      logger: silentLogger,
    })
    const opened: VerdictSwitch = {
      netns: guests,
      device: options.device,
      explain: () => runInNamespace(hostNs, ['nft', 'list', 'ruleset']),
      close: async () => {
        await host.close()
        await deleteNamespaces([guests, hostNs])
      },
    }
    try {
      await plug(scene, options, hostNs, guests)
      await applyFirewall(host, firewall, scene)
    } catch (error) {
      await opened.close()
      throw error
    }
    return opened
  },
})

async function plug(
  { network, ports }: VerdictScene,
  options: BridgeEngineOptions,
  hostNs: string,
  guests: string,
): Promise<void> {
  const bridge = options.bridge(network.id)
  const attributes = ['forward_delay 0', 'mcast_snooping 0', ...(options.attributes ?? [])].join(' ')
  // Nothing is sent but what the kit sends: a guest of its own accord asks for routers and groups.
  await runInNamespace(guests, [
    'sysctl',
    '-qw',
    'net.ipv6.conf.all.disable_ipv6=1',
    'net.ipv6.conf.default.disable_ipv6=1',
  ])
  const lines = [
    `link add ${bridge} type bridge ${attributes}`,
    `link set ${bridge} up`,
    ...ports.flatMap(({ id, macAddress }) => {
      const device = options.device(id)
      return [
        `link add ${device} type veth peer name ${device} address ${macAddress} netns ${guests}`,
        `link set ${device} master ${bridge} up`,
      ]
    }),
  ]
  await runInNamespace(hostNs, ['ip', '-batch', '-'], { input: `${lines.join('\n')}\n` })
  const ups = ports.map(({ id }) => `link set ${options.device(id)} up`)
  await runInNamespace(guests, ['ip', '-batch', '-'], { input: `${ups.join('\n')}\n` })
}

/** Everything that a renderer makes of ports and of what their filters follow, applied to a host. @throws {Error} what a step said */
export async function applyFirewall(host: Host, firewall: FirewallRenderer, scene: VerdictScene): Promise<void> {
  const steps = new Map<string, Step>()
  const add = (object: string, { state, rule }: Rendered): void => {
    const kind = host.kinds.get(state.kind)
    if (kind === undefined) throw new Error(`no kind ${state.kind}: name it in the renderer's kinds`)
    const key = kind.key(state)
    steps.set(key, { op: 'create', key, state, cause: { object, revision: 1, rule } })
  }
  for (const topic of topicsOf(firewall, scene))
    for (const item of scene.items.get(topic) ?? [])
      for (const rendered of firewall.groups?.item(topic, item) ?? []) add(topic, rendered)
  for (const port of scene.ports) for (const one of firewall.port(port, scene.network)) add(`port/${port.id}`, one)
  const failed = (await host.apply([...steps.values()])).filter(({ error }) => error !== undefined)
  if (failed.length > 0)
    throw new Error(
      failed
        .slice(0, 5)
        .map(({ key, error }) => `${key}: ${error ?? ''}`)
        .join('\n'),
    )
}

function topicsOf({ groups }: FirewallRenderer, { ports, items }: VerdictScene): ReadonlySet<Topic> {
  const followed = new Set<Topic>()
  const queue = ports.flatMap((port) => groups?.topicsOf(port) ?? [])
  for (let topic = queue.pop(); topic !== undefined; topic = queue.pop()) {
    if (followed.has(topic)) continue
    followed.add(topic)
    for (const item of items.get(topic) ?? []) queue.push(...(groups?.leadsTo(topic, item) ?? []))
  }
  return followed
}
