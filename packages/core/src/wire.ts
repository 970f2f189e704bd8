export { digestOf, EMPTY_DIGEST, toggle } from './feed/digest.ts'
export { checkItemSize, MAX_ITEM_BYTES, withoutTooLarge } from './feed/item-size.ts'
export {
  type EndpointItem,
  endpointItemSchema,
  type MemberItem,
  memberItemSchema,
  type NetworkItem,
  networkItemSchema,
  type NetworkItemSegment,
  type PopulationItem,
  populationItemSchema,
  type PortItem,
  portItemSchema,
} from './feed/payloads.ts'
export { addressOrPrefixText, addressText, macText } from './feed/text-schemas.ts'
export {
  endpointKey,
  hostTopic,
  memberKey,
  NETWORK_KEY,
  networkKey,
  networkTopic,
  portKey,
  subnetKey,
  type Topic,
  tunnelsTopic,
} from './feed/topic.ts'
export { helloProblem, type LinkIdentity, peerName } from './link/agent-identity.ts'
export type { Channel } from './link/channel.ts'
export { type EventPiece, eventPieces, PIECE_BYTES } from './link/event-pieces.ts'
export {
  type AgentFrame,
  agentFrameSchema,
  type ControllerFrame,
  controllerFrameSchema,
  L2_ENTITY,
  LINK_PROTOCOL,
  MAX_ERROR,
  type TopicState,
} from './link/frames.ts'
export { guardChannel, guarded, LINK_FAULT } from './link/guarded.ts'
export { type JsonShape, shapeProblem } from './link/json-shape.ts'
export { channelPair } from './link/local-channel.ts'
export { MAX_FRAME_BYTES, readFrame, UnreadableFrameError } from './link/read-frame.ts'
export type { PortReport } from './model/port-report.ts'
