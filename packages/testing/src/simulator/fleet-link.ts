import type { Clock } from '@netloom/core'
import {
  type AgentFrame,
  agentFrameSchema,
  type Channel,
  channelPair,
  type ControllerFrame,
  controllerFrameSchema,
} from '@netloom/core/wire'
import type { AgentChannel } from '@netloom/agent-runtime'
import { lossyChannel, type Faults } from '../fakes/lossy-channel.ts'
import type { Activity } from './activity.ts'
import type { Incarnation } from './process-incarnation.ts'

/** How bad the network between agents and controllers is. */
export interface LinkFaults {
  /** Snapshots and changes on their way to agents. */
  readonly feed?: Faults
  /** All other frames, in both directions. */
  readonly others?: Faults
}

export interface FleetLinkOptions {
  readonly agent: Incarnation
  readonly activity: Activity
  readonly clock: Clock
  readonly seed: number
  /** Asked for every frame. */
  readonly faults: () => LinkFaults
  /** While true nothing arrives, in either direction, and nobody is told. */
  readonly silent: () => boolean
}

export interface FleetLink {
  readonly agentEnd: AgentChannel
  readonly controllerEnd: Channel<ControllerFrame, AgentFrame>
  /** The connection breaks; both ends learn it. */
  sever(): void
}

/** One connection of one agent. Frames cross as text and are judged as a real socket's are. */
export function fleetLink({ agent, activity, clock, seed, faults, silent }: FleetLinkOptions): FleetLink {
  const [left, controllerEnd] = channelPair<AgentFrame, ControllerFrame>()
  const passes = (): boolean => {
    activity.note()
    return !silent()
  }
  const plain: AgentChannel = {
    send: (frame) => {
      if (agent.alive && passes()) left.send(agentFrameSchema.parse(copy(frame)))
    },
    sendText: (_json, frame) => {
      plain.send(frame)
    },
    get backlog() {
      return left.backlog
    },
    onFrame: (listener) => {
      left.onFrame((frame) => {
        if (passes() && agent.alive) listener(controllerFrameSchema.parse(copy(frame)))
      })
    },
    onClose: (listener) => {
      left.onClose((reason) => {
        activity.note()
        if (agent.alive) listener(reason)
      })
    },
    close: (reason) => {
      left.close(reason)
    },
  }
  const lossy = (channel: AgentChannel, part: 'feed' | 'others'): AgentChannel => {
    const { [part]: bad } = faults()
    if (bad === undefined) return channel
    return lossyChannel(channel, {
      seed: part === 'feed' ? seed : seed + 1,
      clock,
      incoming: bad,
      ...(part === 'others' && { outgoing: bad }),
      spare: (frame) => faults()[part] === undefined || isFeed(frame) !== (part === 'feed'),
    })
  }
  return {
    agentEnd: lossy(lossy(plain, 'feed'), 'others'),
    controllerEnd,
    sever: () => {
      left.close('connection reset')
    },
  }
}

const isFeed = ({ type }: AgentFrame | ControllerFrame): boolean => type === 'snapshot' || type === 'change'

const copy = (frame: AgentFrame | ControllerFrame): unknown => JSON.parse(JSON.stringify(frame))
