import type { FeedEvent, SharedEvent } from '@netloom/core'

/** The text of an event is the frame that goes to agents, letter for letter. */
export function sharedEvent(event: FeedEvent): SharedEvent {
  let text: string | undefined
  return { event, json: () => (text ??= JSON.stringify(event)) }
}
