import type { WebSocketChannel } from './web-socket-channel.ts'
import { isToken } from './token-check.ts'

/**
 * Lets a connection through to the controller when its first frame has the right token: until then a stranger costs us one
 * socket and one comparison. `serve` takes over the channel's frames, that first one included.
 */
export function admit(
  channel: WebSocketChannel,
  token: string | undefined,
  serve: (channel: WebSocketChannel) => void,
): void {
  channel.onFrame((first) => {
    if (token !== undefined && !isToken(token, tokenIn(first))) {
      channel.refuse('Unauthorized', 'the first frame must be a hello with the right token')
      return
    }
    serve(channel)
    channel.deliver(first)
  })
}

/** The frame is whatever a stranger sent. */
function tokenIn(frame: unknown): string | undefined {
  if (typeof frame !== 'object' || frame === null || !('token' in frame)) return undefined
  return typeof frame.token === 'string' ? frame.token : undefined
}
