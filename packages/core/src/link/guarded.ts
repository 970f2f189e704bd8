import type { Channel } from './channel.ts'

/** The same callback, whose throw ends in `fault` and nowhere else: what an event emitter calls must not end the process. */
export function guarded<Arguments extends readonly unknown[]>(
  callback: (...given: Arguments) => void,
  fault: (error: unknown) => void,
): (...given: Arguments) => void {
  return (...given) => {
    try {
      callback(...given)
    } catch (error) {
      fault(error)
    }
  }
}

/** Closes with this reason. */
export const LINK_FAULT = 'InternalError'

/**
 * The same channel, whose listeners may throw: `fault` hears of it and this one channel is closed. Whoever serves a channel
 * takes it through here first, so a fault in handling one link cannot reach the others.
 */
export function guardChannel<Out, In>(channel: Channel<Out, In>, fault: (error: unknown) => void): Channel<Out, In> {
  const closeOn = (error: unknown): void => {
    fault(error)
    channel.close(LINK_FAULT)
  }
  return {
    send: (frame) => {
      channel.send(frame)
    },
    sendText: (json, frame) => {
      channel.sendText(json, frame)
    },
    get backlog() {
      return channel.backlog
    },
    onFrame: (listener) => {
      channel.onFrame(guarded(listener, closeOn))
    },
    onClose: (listener) => {
      channel.onClose(guarded(listener, fault))
    },
    close: (reason) => {
      channel.close(reason)
    },
  }
}
