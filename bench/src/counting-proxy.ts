import { createServer, connect, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FlowModReader, type SentFlowMod } from './read-flow-mods.ts'
import { OperationReader } from './read-operations.ts'
import { temporaryFolder } from './scratch.ts'

/** Stands before the sockets of a switch, hands everything on and reads along: an independent count of what an agent sends. */
export interface CountingProxy {
  /** Run directory for the agent. */
  readonly directory: string
  /** Changes of flows since the last call, as they were sent. */
  takeFlowMods(): readonly SentFlowMod[]
  /** Operations of OVSDB that change something, since the last call: `insert Port`, `mutate Bridge`. */
  takeOperations(): readonly string[]
  close(): Promise<void>
}

interface Reader {
  read(chunk: Buffer): void
}

export async function countingProxy(switchDirectory: string, bridges: readonly string[]): Promise<CountingProxy> {
  const directory = join(temporaryFolder(), 'front')
  await mkdir(directory)
  let flowMods: SentFlowMod[] = []
  let operations: string[] = []
  const flowReader = (): Reader => new FlowModReader((mod) => flowMods.push(mod))
  const operationReader = (): Reader => new OperationReader((operation) => operations.push(operation))
  const fronts = await Promise.all([
    front(join(directory, 'db.sock'), join(switchDirectory, 'db.sock'), operationReader),
    ...bridges.map((name) => front(join(directory, `${name}.mgmt`), join(switchDirectory, `${name}.mgmt`), flowReader)),
  ])
  return {
    directory,
    takeFlowMods() {
      const taken = flowMods
      flowMods = []
      return taken
    },
    takeOperations() {
      const taken = operations
      operations = []
      return taken
    },
    async close() {
      await Promise.all(fronts.map((server) => once(server.close(), 'close')))
    },
  }
}

async function front(path: string, behind: string, readerOf: () => Reader): Promise<Server> {
  const server = createServer((client) => {
    const reader = readerOf()
    const there = connect(behind)
    client.on('data', (chunk) => {
      reader.read(chunk)
    })
    client.pipe(there)
    there.pipe(client)
    endTogether(client, there)
  })
  await once(server.listen(path), 'listening')
  return server
}

function endTogether(one: Socket, other: Socket): void {
  for (const [socket, twin] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => twin.destroy())
    socket.on('close', () => twin.destroy())
  }
}
