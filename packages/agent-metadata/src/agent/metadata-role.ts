import { type AgentRole, payloadsOf, type RoleContext, type RoleDescription, type Synced } from '@netloom/core'
import type { PortReport, Topic } from '@netloom/core/wire'
import {
  type AskingPortItem,
  type AskingRouterItem,
  METADATA_AGENT_TYPE,
  METADATA_ENTITY,
  metadataNetworkTopic,
  metadataTopic,
  metadataTopics,
} from '../wire/metadata-topics.ts'
import type { GuestDirectory } from './guest-directory.ts'
import type { MetadataServerState } from './metadata-server-kind.ts'

/** In keys of a network's topic. */
const PORT = 'port/'

/** Knows who may ask on this host, and wants one server that answers. */
export const metadataRole = (directory: GuestDirectory, server: MetadataServerState): RoleDescription => ({
  agentType: METADATA_AGENT_TYPE,
  binary: 'netloom-metadata-agent',
  configurations: {},
  payload: payloadsOf(metadataTopics()),
  create: (context) => new MetadataRole(context, directory, server),
})

class MetadataRole implements AgentRole {
  readonly root: Topic
  readonly entity = METADATA_ENTITY
  private readonly networks = new Map<Topic, string>()

  constructor(
    private readonly context: RoleContext,
    private readonly directory: GuestDirectory,
    private readonly server: MetadataServerState,
  ) {
    this.root = metadataTopic(context.host)
  }

  base(): readonly string[] {
    const cause = { object: 'metadata', revision: 1, rule: 'answer guests of this host' }
    return this.context.table.set('metadata', [{ state: this.server, cause }])
  }

  topics(): readonly Topic[] {
    return [...this.networks.keys()]
  }

  includes(topic: Topic): boolean {
    return this.networks.has(topic)
  }

  sync(items: ReadonlyMap<Topic, ReadonlySet<string>>): Synced {
    const begin: Topic[] = []
    const end: Topic[] = []
    for (const key of items.get(this.root) ?? []) this.follow(key, begin, end)
    for (const [topic, keys] of items) this.fill(topic, keys)
    return { keys: new Set(), ports: new Set(), changedPorts: new Set(), begin, end }
  }

  portsOf(): readonly string[] {
    return []
  }

  portOfDevice(): undefined {
    return undefined
  }

  changedReports(): readonly PortReport[] {
    return []
  }

  readyPorts(): readonly string[] {
    return []
  }

  allReports(): readonly PortReport[] {
    return []
  }

  private follow(key: string, begin: Topic[], end: Topic[]): void {
    const { view } = this.context
    const item = view.item(this.root, key)
    const [what, id = ''] = key.split('/')
    // An item that this version cannot read says nothing about leaving.
    if (item !== undefined && item.body === undefined) return
    if (what === 'router') this.directory.setRouter(id, (item?.body as AskingRouterItem | undefined)?.networkIds)
    if (what !== 'network') return
    const topic = metadataNetworkTopic(id)
    if (item === undefined && this.networks.delete(topic)) {
      view.drop(topic)
      this.directory.setNetwork(id, undefined)
      end.push(topic)
    }
    if (item !== undefined && !this.networks.has(topic)) {
      this.networks.set(topic, id)
      begin.push(topic)
      this.fill(topic, view.keys(topic))
    }
  }

  private fill(topic: Topic, keys: Iterable<string>): void {
    const networkId = this.networks.get(topic)
    if (networkId === undefined) return
    for (const key of keys) {
      const item = this.context.view.item(topic, key)
      // One that this version cannot read leaves the guest who it was.
      if (item !== undefined && item.body === undefined) continue
      const port = item?.body as AskingPortItem | undefined
      this.directory.setPort(networkId, key.slice(PORT.length), port)
    }
  }
}
