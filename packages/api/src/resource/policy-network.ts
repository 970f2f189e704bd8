import type { Netloom, RequestContext } from '@netloom/core'
import type { PolicyTarget } from '../policy/rule.ts'

/** What rules want to know of networks; each is asked for once in a request. */
export class PolicyNetworks {
  private readonly known = new Map<string, Promise<PolicyTarget>>()

  constructor(
    private readonly netloom: Netloom,
    private readonly context: RequestContext,
  ) {}

  /** The part of a target that an object on the network adds. @throws {NetworkNotFoundError} also where it is not visible */
  targetOn(object: object): Promise<PolicyTarget> {
    const id = 'networkId' in object && typeof object.networkId === 'string' ? object.networkId : ''
    let target = this.known.get(id)
    if (target === undefined) {
      target = this.ask(id)
      this.known.set(id, target)
    }
    return target
  }

  private async ask(id: string): Promise<PolicyTarget> {
    const { projectId, shared } = await this.netloom.networks.get(this.context, id)
    return { network: { projectId, shared } }
  }
}
