import { networkTopic, type Topic } from '@netloom/core/wire'

/** Unit of one view item. */
export const unitOf = (topic: Topic, key: string): string => (key === 'network' ? topic : `${topic}#${key}`)

/** Unit of what the host needs before any item. */
export const BASE_UNIT = 'base'

/** Unit of a network's own devices. */
export const networkUnit = (networkId: string): string => networkTopic(networkId)

/** What a unit's name says: the topic, and the item's key. */
export function splitUnit(unit: string): { readonly topic: Topic; readonly key: string } {
  const at = unit.indexOf('#')
  return at < 0 ? { topic: unit, key: 'network' } : { topic: unit.slice(0, at), key: unit.slice(at + 1) }
}

/** `port/<id>` → id; undefined for other keys. */
export const portIdOf = (key: string): string | undefined => (key.startsWith('port/') ? key.slice(5) : undefined)

/** `network/<id>` → id; undefined for other topics. */
export const networkIdOf = (topic: Topic): string | undefined =>
  topic.startsWith('network/') ? topic.slice(8) : undefined

/** Whether the topic lists the endpoints of a tunnel type. */
export const isTunnels = (topic: Topic): boolean => topic.startsWith('tunnels/')
