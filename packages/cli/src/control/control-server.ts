import { chmod, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { adminContext, NetworkingError, type Logger, type Netloom } from '@netloom/core'
import type { ControlResponse } from './control-protocol.ts'
import { parseRequest } from './control-request.ts'
import { readJsonLines } from './json-lines.ts'

type Method = (...params: never[]) => Promise<unknown>

export interface ControlServer {
  close(): Promise<void>
}

/** Serves the services of `netloom` to whoever may open the socket file (mode 0600: the same user). */
export async function serveControl(netloom: Netloom, path: string, logger: Logger): Promise<ControlServer> {
  const methods = controlMethods(netloom)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', (error) => {
      logger.debug({ error: error.message }, 'control connection ended')
    })
    const answer = (response: ControlResponse): void => {
      if (socket.writable) socket.write(`${JSON.stringify(response)}\n`)
    }
    readJsonLines(
      socket,
      (value) => {
        void handle(methods, value).then(answer)
      },
      (reason) => {
        socket.destroy(new Error(reason))
      },
    )
  })
  await rm(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  await chmod(path, 0o600)
  return {
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function controlMethods(netloom: Netloom): ReadonlyMap<string, Method> {
  const context = adminContext()
  const { networks, subnets, ports, agents } = netloom
  const methods: [string, Method][] = [['agents.list', () => agents.list()]]
  for (const [name, service] of Object.entries({ networks, subnets, ports })) {
    methods.push(
      [`${name}.create`, (request: never) => service.create(context, request)],
      [`${name}.createMany`, (requests: never) => service.createMany(context, requests)],
      [`${name}.get`, (id: never) => service.get(context, id)],
      [`${name}.list`, (filter: never) => service.list(context, filter)],
      [`${name}.update`, (id: never, change: never) => service.update(context, id, change)],
      [`${name}.delete`, (id: never) => service.delete(context, id)],
    )
  }
  return new Map(methods)
}

async function handle(methods: ReadonlyMap<string, Method>, value: unknown): Promise<ControlResponse> {
  const request = parseRequest(value)
  if (request === undefined) {
    const message = 'not a request: {"id":NUMBER,"method":"ports.list","params":[]}'
    return { id: 0, error: { code: 'NoRequest', status: 400, message } }
  }
  const { id } = request
  const method = methods.get(request.method)
  if (method === undefined) {
    return { id, error: { code: 'NoSuchMethod', status: 404, message: `no method ${request.method}` } }
  }
  try {
    const result = await method(...(request.params as never[]))
    return { id, result: result ?? null }
  } catch (error) {
    if (error instanceof NetworkingError)
      return { id, error: { code: error.code, status: error.status, message: error.message } }
    return {
      id,
      error: { code: 'InternalError', status: 500, message: error instanceof Error ? error.message : String(error) },
    }
  }
}
