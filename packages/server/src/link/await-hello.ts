import type { Duplex } from 'node:stream'
import { agentFrameSchema } from '@netloom/core/wire'
import type { WebSocket } from 'ws'
import type { WebSocketChannel } from './web-socket-channel.ts'

/** Bytes that a socket may send before its hello has come: one with a host's whole configuration has a few hundred. */
const HELLO_BYTES = 64 * 1024

export interface Greeting {
  readonly socket: WebSocket
  /** The stream below the WebSocket. */
  readonly stream: Duplex
  readonly channel: WebSocketChannel
  /** Milliseconds until the hello. */
  readonly timeout: number
  /** Called once: a hello has come, or there will be none. */
  readonly over: () => void
}

/**
 * Waits for the hello of a new socket. Until then it may send few bytes, counted on the stream: frames that never end would
 * otherwise be kept up to the longest one allowed. `serve` takes over the channel's frames, the hello included.
 */
export function awaitHello({ socket, stream, channel, timeout, over }: Greeting, serve: () => void): void {
  let bytes = 0
  const count = (chunk: Buffer): void => {
    bytes += chunk.length
    if (bytes <= HELLO_BYTES) return
    end()
    channel.refuse('HelloExpected', `more than ${String(HELLO_BYTES)} bytes came before hello`)
    // Its answer to the close is not worth what it may send first.
    socket.pause()
  }
  const late = setTimeout(() => {
    channel.refuse('HelloExpected', `no hello within ${String(timeout)} ms`)
  }, timeout)
  late.unref()
  const end = (): void => {
    clearTimeout(late)
    stream.off('data', count)
    over()
  }
  stream.prependListener('data', count)
  socket.once('close', end)
  channel.onFrame((first) => {
    const hello = agentFrameSchema.safeParse(first)
    end()
    if (hello.success && hello.data.type === 'hello') {
      serve()
      channel.deliver(first)
    } else if (hello.success) {
      channel.refuse('HelloExpected', `${hello.data.type} came before hello`)
    } else channel.refuse('InvalidFrame', 'the first frame must be a hello')
  })
}
