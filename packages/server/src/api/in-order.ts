import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Requests that a client sends one behind the other, without waiting for answers, are handled one after the other: a GET behind a
 * PUT sees what it did. (Node hands them all over at once, and only sends the answers in order.)
 */
export function handleInOrder(app: FastifyInstance): void {
  const latest = new WeakMap<Socket, ServerResponse>()
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    const before = latest.get(socket)
    latest.set(socket, reply.raw)
    if (before === undefined || before.writableFinished || before.destroyed) done()
    // also when the connection breaks
    else
      before.once('close', () => {
        done()
      })
  })
}
