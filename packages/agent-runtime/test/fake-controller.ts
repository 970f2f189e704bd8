import { type AgentFrame, type Channel, channelPair, type ControllerFrame } from '@netloom/core/wire'
import type { AgentChannel } from '../src/index.ts'

type Frame<T extends AgentFrame['type']> = Extract<AgentFrame, { type: T }>

/** The other end of a link: writes down what comes, answers what it is told to answer. */
export class FakeController {
  readonly frames: AgentFrame[] = []
  connections = 0
  /** Answers to these frames are left out. */
  readonly mute = new Set<AgentFrame['type']>()
  down = false
  refusing = false
  private channel: Channel<ControllerFrame, AgentFrame> | undefined

  readonly connect = (): Promise<AgentChannel> => {
    this.connections += 1
    if (this.down) return Promise.reject(new Error('nobody there'))
    const [agentEnd, ours] = channelPair<AgentFrame, ControllerFrame>()
    this.channel = ours
    ours.onFrame((frame) => {
      this.frames.push(frame)
      if (!this.mute.has(frame.type)) this.answer(frame)
    })
    return Promise.resolve(agentEnd)
  }

  of<T extends AgentFrame['type']>(type: T): readonly Frame<T>[] {
    return this.frames.filter((frame): frame is Frame<T> => frame.type === type)
  }

  send(frame: ControllerFrame): void {
    this.channel?.send(frame)
  }

  cut(): void {
    this.channel?.close('cut')
  }

  private answer(frame: AgentFrame): void {
    if (frame.type === 'hello' && this.refusing)
      this.send({ type: 'refused', code: 'Unauthorized', message: 'wrong token' })
    else if (frame.type === 'hello') {
      this.send({ type: 'welcome', agentId: 'a', epoch: 'e', result: 'alive', heartbeatInterval: 30 })
    } else if ('id' in frame) this.send({ type: 'ack', id: frame.id })
  }
}
