import { chmod, mkdir, unlink } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import type { DeviceKind, DeviceState } from '@netloom/core'
import { type GuestServing, serveGuest } from './serve-guest.ts'

/** The socket at which this process answers proxies. */
export interface MetadataServerState extends DeviceState {
  readonly kind: 'metadata-server'
  readonly socket: string
  /** Of the socket: who may connect. */
  readonly mode: number
}

/** Bytes of a request's body: Nova takes passwords of guests so. */
const MOST_BYTES = 64 * 1024
/** Milliseconds; Neutron's proxies wait 32 s. */
const PATIENCE = 30_000

/** The server lives as long as its agent's process. */
export function metadataServerKind(serving: GuestServing): DeviceKind<MetadataServerState> {
  let open: { readonly state: MetadataServerState; readonly server: Server } | undefined
  const close = async (): Promise<void> => {
    const server = open?.server
    open = undefined
    if (server === undefined) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    kind: 'metadata-server',
    order: 44,
    key: ({ socket }) => `metadata-server ${socket}`,
    equal: (wanted, actual) => wanted.mode === actual.mode,
    parents: () => [],
    commands: () => [],
    describe: ({ op, state }) => [`${op === 'remove' ? 'close' : 'listen'} ${state.socket}`],
    read: () => Promise.resolve(open === undefined ? [] : [open.state]),
    apply: async (steps) =>
      Promise.all(
        steps.map(async ({ key, op, state }) => {
          try {
            await close()
            if (op !== 'remove') open = { state, server: await listen(state, serving) }
            return { key }
          } catch (error) {
            return { key, error: error instanceof Error ? error.message : String(error) }
          }
        }),
      ),
    close,
  }
}

async function listen({ socket, mode }: MetadataServerState, serving: GuestServing): Promise<Server> {
  await mkdir(dirname(socket), { recursive: true })
  // What a process before has left behind keeps nobody from listening.
  await unlink(socket).catch(() => undefined)
  const server = createServer({ requestTimeout: PATIENCE }, (request, response) => {
    // Whatever a guest asks for, or Nova answers, must not end the process that serves all the others.
    void respond(request, response, serving).catch((error: unknown) => {
      serving.logger.error({ err: error, url: request.url }, 'metadata request failed')
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, resolve)
  })
  await chmod(socket, mode)
  return server
}

async function respond(request: IncomingMessage, response: ServerResponse, serving: GuestServing): Promise<void> {
  try {
    const { status, contentType, body } = await answer(request, serving)
    response.writeHead(status, { 'content-type': contentType, connection: 'close' }).end(body)
  } catch (error) {
    serving.logger.error({ err: error, url: request.url }, 'metadata request failed')
    if (!response.headersSent) response.writeHead(500, { connection: 'close' })
    response.end()
  }
}

async function answer(request: IncomingMessage, serving: GuestServing): ReturnType<typeof serveGuest> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > MOST_BYTES) return { status: 413, contentType: 'text/plain', body: 'Request Entity Too Large\n' }
    pieces.push(piece)
  }
  const { method = 'GET', url = '/', headers } = request
  return serveGuest(serving, headers, { method, path: url, body: Buffer.concat(pieces) })
}
