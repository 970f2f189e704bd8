import { ControllerConnection, Agent } from '@netloom/agent-runtime'
import type { Netloom } from '@netloom/core'
import { type AgentFrame, channelPair, type ControllerFrame } from '@netloom/core/wire'
import { simulatedHost, type SimulatedHost } from '@netloom/dataplane'
import { linuxBridgeRenderer } from '@netloom/mech-linuxbridge/agent'

/** A host without kernel and a real agent on it, linked to `netloom` inside this process. Resolves when the two have met. */
export async function simulatedAgent(netloom: Netloom, name: string, localIp: string): Promise<SimulatedHost> {
  const host = simulatedHost({ name })
  const renderer = linuxBridgeRenderer({ localIp, underlay: 'eth0', l2Population: true })
  const agent = new Agent({ host, renderer })
  await agent.start()
  const connect = (): Promise<ReturnType<typeof channelPair<AgentFrame, ControllerFrame>>[0]> => {
    const [mine, theirs] = channelPair<AgentFrame, ControllerFrame>()
    netloom.serveAgent(theirs)
    return Promise.resolve(mine)
  }
  const { agentType, binary, configurations } = renderer
  new ControllerConnection({
    agent,
    connect: [connect],
    report: { agentType, binary, host: name, configurations },
  }).open()
  while ((await netloom.agents.list({ host: name })).length === 0) await new Promise(setImmediate)
  return host
}
