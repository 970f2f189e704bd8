import type { BindingContext, BindingDecision, MechanismDriver, Port, PortContext } from '@netloom/core'
import { bindByAgent } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { memberKey, networkTopic } from '@netloom/core/wire'

/** A sound driver to break. */
export class FakeMechanismDriver implements MechanismDriver {
  readonly name: string = 'toy'
  readonly agentType: string = 'toy agent'

  bindPort(context: BindingContext): BindingDecision | undefined {
    return bindByAgent(context, { agentType: this.agentType, vifType: 'toy', vifDetails: {} })
  }

  async updatePortPrecommit(
    { current, host, originalHost = host, status }: PortContext,
    tx: Transaction,
  ): Promise<void> {
    const topic = networkTopic(current.networkId)
    if (originalHost !== host && originalHost !== '') await this.leave(current, originalHost, tx)
    if (host === '') return
    if (status === 'ACTIVE') await tx.publish([{ topic, key: memberKey(host), revision: 1, body: { host } }])
    else await this.leave(current, host, tx)
  }

  async deletePortPrecommit({ current, host }: PortContext, tx: Transaction): Promise<void> {
    await this.leave(current, host, tx)
  }

  /** Other ports of the network may be there. */
  async leave({ id, networkId }: Port, host: string, tx: Transaction): Promise<void> {
    const others = await tx.db
      .selectFrom('port_bindings')
      .innerJoin('ports', 'ports.id', 'port_bindings.port_id')
      .select('ports.id')
      .where('port_bindings.network_id', '=', networkId)
      .where('port_bindings.host', '=', host)
      .where('ports.id', '!=', id)
      .where('ports.status', '=', 'ACTIVE')
      .execute()
    if (others.length > 0) return
    await tx.publish([{ topic: networkTopic(networkId), key: memberKey(host), revision: 1, body: null }])
  }
}
