import type { BindingContext, BindingDecision, MechanismDriver, PortContext } from '@netloom/core'
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
    const body = status === 'ACTIVE' ? { host } : null
    if (originalHost !== host && originalHost !== '')
      await tx.publish([{ topic, key: memberKey(originalHost), revision: 1, body: null }])
    if (host !== '') await tx.publish([{ topic, key: memberKey(host), revision: 1, body }])
  }

  async deletePortPrecommit({ current, host }: PortContext, tx: Transaction): Promise<void> {
    await tx.publish([{ topic: networkTopic(current.networkId), key: memberKey(host), revision: 1, body: null }])
  }
}
