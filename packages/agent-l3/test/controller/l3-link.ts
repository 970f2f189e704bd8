import type { Netloom } from '@netloom/core'
import { type AgentFrame, channelPair, type ControllerFrame, LINK_PROTOCOL, type PortReport } from '@netloom/core/wire'
import { L3_ENTITY } from '../../src/index.ts'

/** An L3 agent on its link, as far as it reports. */
export interface L3Link {
  /** The warning of the answer; '' = none. */
  report(reports: readonly PortReport[]): Promise<string>
  reportAll(ids: readonly string[]): Promise<string>
}

export async function l3Link({ serveAgent }: Pick<Netloom, 'serveAgent'>, host: string): Promise<L3Link> {
  const [theirs, ours] = channelPair<ControllerFrame, AgentFrame>()
  const waiting = new Set<(frame: ControllerFrame) => void>()
  ours.onFrame((frame) => {
    for (const hear of waiting) hear(frame)
  })
  serveAgent(theirs)
  const ask = (frame: AgentFrame, type: 'welcome' | 'ack'): Promise<ControllerFrame> =>
    new Promise((resolve) => {
      const hear = (answer: ControllerFrame): void => {
        if (answer.type !== type) return
        waiting.delete(hear)
        resolve(answer)
      }
      waiting.add(hear)
      ours.send(frame)
    })
  const agent = {
    agentType: 'L3 agent',
    binary: 'netloom-l3-agent',
    host,
    configurations: { haRouters: true },
    start: true,
  }
  await ask({ type: 'hello', protocol: LINK_PROTOCOL, agent }, 'welcome')
  let id = 0
  const warned = async (frame: AgentFrame): Promise<string> => {
    const answer = await ask(frame, 'ack')
    if (answer.type !== 'ack' || answer.error !== undefined) throw new Error(JSON.stringify(answer))
    return answer.warning ?? ''
  }
  return {
    report: (ports) => warned({ type: 'report', id: ++id, ports, entity: L3_ENTITY }),
    reportAll: (portIds) => warned({ type: 'wired', id: ++id, portIds, entity: L3_ENTITY }),
  }
}
