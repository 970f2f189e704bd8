import type { AgentFollower, FeedWrite, Port, ServiceEnvironment, ServiceListener } from '@netloom/core'
import { objectsOn } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import {
  askingNetworkKey,
  type AskingPortItem,
  askingPortKey,
  askingRouterKey,
  METADATA_AGENT_TYPE,
  metadataNetworkTopic,
  metadataTopic,
} from '../wire/metadata-topics.ts'
import { tablesIn } from './tables.ts'
import { askedHosts, DHCP_KIND, isRouterPort, ROUTER_KIND, routerEnds } from './where-asked.ts'

type Environment = Pick<ServiceEnvironment, 'store' | 'publish' | 'rows' | 'scheduler'>

/** Tells metadata agents whose guests may ask on their hosts: of networks that have a DHCP server or a router there, no others. */
export class MetadataPublisher implements ServiceListener, AgentFollower {
  readonly name = 'metadata'

  constructor(private readonly env: Environment) {
    env.scheduler.follow(DHCP_KIND, (tx, networkId) => this.#network(tx, networkId))
    env.scheduler.follow(ROUTER_KIND, (tx, routerId) => this.#router(tx, routerId))
  }

  async createPortPrecommit({ current }: { readonly current: Port }, tx: Transaction): Promise<void> {
    if (isRouterPort(current)) await this.#router(tx, current.deviceId, { also: [current.networkId] })
    else await this.#port(tx, undefined, current)
  }

  async updatePortPrecommit(
    { current, original }: { readonly current: Port; readonly original?: Port },
    tx: Transaction,
  ): Promise<void> {
    const routers = [original, current].filter((port) => port !== undefined && isRouterPort(port))
    for (const port of routers) if (port) await this.#router(tx, port.deviceId, { also: [port.networkId] })
    await this.#port(tx, original, current)
  }

  async deletePortPrecommit({ current }: { readonly current: Port }, tx: Transaction): Promise<void> {
    if (isRouterPort(current))
      await this.#router(tx, current.deviceId, { also: [current.networkId], gonePortId: current.id })
    else await this.#port(tx, current, undefined)
  }

  /** Its agent says hello, first or again. */
  async agentConnected({ agentType, host }: { readonly agentType: string; readonly host: string }): Promise<void> {
    if (agentType !== METADATA_AGENT_TYPE) return
    await this.env.store.transaction(async (tx) => {
      for (const routerId of await objectsOn(tx.db, ROUTER_KIND, host)) await this.#router(tx, routerId)
      for (const networkId of await objectsOn(tx.db, DHCP_KIND, host)) await this.#network(tx, networkId)
    })
  }

  async agentDeleting(
    { agentType, host }: { readonly agentType: string; readonly host: string },
    tx: Transaction,
  ): Promise<void> {
    if (agentType !== METADATA_AGENT_TYPE) return
    const rows = await tablesIn(tx.db)
      .deleteFrom('metadata_interests')
      .where('host', '=', host)
      .returningAll()
      .execute()
    const keys = rows.map(({ kind, object_id }) => (kind === 'router' ? askingRouterKey : askingNetworkKey)(object_id))
    await this.env.publish(
      tx,
      keys.map((key) => ({ topic: metadataTopic(host), key, revision: 1, body: null })),
    )
    for (const { kind, object_id } of rows) if (kind === 'network') await this.#fill(tx, object_id, true)
  }

  async #router(
    tx: Transaction,
    routerId: string,
    { also = [], gonePortId }: { readonly also?: readonly string[]; readonly gonePortId?: string } = {},
  ): Promise<void> {
    const networkIds = [
      ...new Set((await routerEnds(tx.db, 'device_id', routerId, gonePortId)).map(({ networkId }) => networkId)),
    ]
    const hosts = networkIds.length === 0 ? [] : await askedHosts(tx.db, ROUTER_KIND, [routerId])
    await this.#interest(tx, 'router', routerId, hosts)
    const [topics, key] = [hosts.map(metadataTopic), askingRouterKey(routerId)]
    await this.env.publish(
      tx,
      topics.map((topic) => ({ topic, key, revision: 1, body: { routerId, networkIds } })),
    )
    for (const networkId of new Set([...networkIds, ...also])) await this.#network(tx, networkId, gonePortId)
  }

  async #network(tx: Transaction, networkId: string, gonePortId?: string): Promise<void> {
    const routerIds = (await routerEnds(tx.db, 'network_id', networkId, gonePortId)).map(({ routerId }) => routerId)
    const hosts = [
      ...(await askedHosts(tx.db, DHCP_KIND, [networkId])),
      ...(await askedHosts(tx.db, ROUTER_KIND, routerIds)),
    ]
    const had = await this.#interest(tx, 'network', networkId, [...new Set(hosts)])
    await this.env.publish(
      tx,
      hosts.map((host) => ({
        topic: metadataTopic(host),
        key: askingNetworkKey(networkId),
        revision: 1,
        body: { networkId },
      })),
    )
    if (had !== hosts.length > 0) await this.#fill(tx, networkId, had)
  }

  /** Writes which hosts have it from now on, and takes it from the others. Returns whether any had it before. */
  async #interest(
    tx: Transaction,
    kind: 'network' | 'router',
    objectId: string,
    hosts: readonly string[],
  ): Promise<boolean> {
    const tables = tablesIn(tx.db)
    const rows = await tables.selectFrom('metadata_interests').selectAll().where('object_id', '=', objectId).execute()
    const gone = rows.map(({ host }) => host).filter((host) => !hosts.includes(host))
    const key = (kind === 'router' ? askingRouterKey : askingNetworkKey)(objectId)
    if (gone.length > 0) {
      await tables
        .deleteFrom('metadata_interests')
        .where('object_id', '=', objectId)
        .where('host', 'in', gone)
        .execute()
      await this.env.publish(
        tx,
        gone.map((host) => ({ topic: metadataTopic(host), key, revision: 1, body: null })),
      )
    }
    for (const host of hosts) {
      if (rows.some((row) => row.host === host)) continue
      await tables.insertInto('metadata_interests').values({ object_id: objectId, host, kind }).execute()
    }
    return rows.length > 0
  }

  /** All ports of a network come, or go: somebody asks there from now on, or nobody any more. */
  async #fill(tx: Transaction, networkId: string, isOver: boolean): Promise<void> {
    if (isOver && (await this.#isAsked(tx, networkId))) return
    const ports = await this.env.rows.portsOf(tx.db, networkId)
    await this.env.publish(
      tx,
      ports.flatMap((port) => writeOf(port, isOver ? null : itemOf(port))),
    )
  }

  async #port(tx: Transaction, before: Port | undefined, after: Port | undefined): Promise<void> {
    const [was, is] = [before && itemOf(before), after && itemOf(after)]
    if (JSON.stringify(was) === JSON.stringify(is)) return
    const port = after ?? before
    if (port === undefined || !(await this.#isAsked(tx, port.networkId))) return
    await this.env.publish(tx, [
      { ...writeTo(port), revision: port.revisionNumber + (after === undefined ? 1 : 0), body: is ?? null },
    ])
  }

  async #isAsked(tx: Transaction, networkId: string): Promise<boolean> {
    const row = await tablesIn(tx.db)
      .selectFrom('metadata_interests')
      .select('host')
      .where('object_id', '=', networkId)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }
}

/** Guests: what nobody has plugged in, and what belongs to the network itself, asks for nothing. */
function itemOf(port: Port): AskingPortItem | undefined {
  const { id, networkId, deviceId, deviceOwner, projectId, name, macAddress, fixedIps } = port
  if (deviceId === '' || deviceOwner.startsWith('network:')) return undefined
  const addresses = fixedIps.map(({ ipAddress }) => ipAddress)
  return { portId: id, networkId, instanceId: deviceId, projectId, name, macAddress, addresses }
}

const writeTo = ({ networkId, id }: Pick<Port, 'networkId' | 'id'>): Pick<FeedWrite, 'topic' | 'key'> => ({
  topic: metadataNetworkTopic(networkId),
  key: askingPortKey(id),
})

const writeOf = (port: Port, body: AskingPortItem | null | undefined): readonly FeedWrite[] =>
  body === undefined ? [] : [{ ...writeTo(port), revision: port.revisionNumber, body }]
