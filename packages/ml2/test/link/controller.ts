import { type AgentFrame, type Channel, channelPair, type ControllerFrame, LINK_PROTOCOL } from '@netloom/core/wire'
import { AgentSessions, FeedHub, type SessionOptions } from '../../src/index.ts'
import { MemoryLog } from '../feed/memory-log.ts'
import { FakeAgents, FakePorts } from './services.ts'

/** A controller with everything but drivers and a database. */
export class Controller {
  readonly log: MemoryLog = new MemoryLog()
  readonly hub: FeedHub = new FeedHub({ log: this.log })
  readonly agents: FakeAgents = new FakeAgents()
  readonly ports: FakePorts = new FakePorts()
  readonly sessions: AgentSessions

  constructor(options: Partial<SessionOptions> = {}) {
    const { hub: feed, agents, ports } = this
    this.sessions = new AgentSessions({ feed, agents, ports, heartbeatInterval: 30, ...options })
  }

  /** `backlog` is what the controller sees as waiting for this agent; `onText` is called with each text that it sends as it is. */
  connect({
    backlog,
    onText,
  }: { readonly backlog?: () => number; readonly onText?: (json: string) => void } = {}): Peer {
    const [theirs, ours] = channelPair<ControllerFrame, AgentFrame>()
    if (backlog !== undefined) Object.defineProperty(theirs, 'backlog', { get: backlog })
    if (onText !== undefined) {
      const sendText = theirs.sendText.bind(theirs)
      Object.defineProperty(theirs, 'sendText', {
        value: (json: string, frame: ControllerFrame) => {
          onText(json)
          sendText(json, frame)
        },
      })
    }
    this.sessions.serve(theirs)
    return new Peer(ours)
  }
}

/** The other end: keeps what it gets. */
export class Peer {
  readonly frames: ControllerFrame[] = []
  closed: string | undefined
  private id = 0
  private wake: () => void = () => undefined

  constructor(readonly channel: Channel<AgentFrame, ControllerFrame>) {
    channel.onFrame((frame) => {
      this.frames.push(frame)
      this.wake()
    })
    channel.onClose((reason) => {
      this.closed = reason
      this.wake()
    })
  }

  send(frame: AgentFrame): void {
    this.channel.send(frame)
  }

  hello(host = 'host1'): void {
    const agent = { agentType: 'Linux bridge agent', binary: 'netloom-agent', host, configurations: {}, start: true }
    this.send({ type: 'hello', protocol: LINK_PROTOCOL, agent })
  }

  /** Sends a heartbeat and waits for its answer. */
  async heartbeat(topics: Extract<AgentFrame, { type: 'heartbeat' }>['topics'] = []): Promise<void> {
    this.id += 1
    const { id } = this
    this.send({ type: 'heartbeat', id, topics })
    await this.until(() => this.frames.some((frame) => frame.type === 'ack' && frame.id === id))
  }

  /** Frames of one type, in order of arrival. */
  of<Type extends ControllerFrame['type']>(type: Type): readonly Extract<ControllerFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<ControllerFrame, { type: Type }> => frame.type === type)
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }

  /** Waits until `count` frames of a type are there. */
  async count(type: ControllerFrame['type'], count: number): Promise<void> {
    await this.until(() => this.of(type).length >= count)
  }

  async end(): Promise<string> {
    await this.until(() => this.closed !== undefined)
    return this.closed ?? ''
  }
}
