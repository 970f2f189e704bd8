import { connect, type Socket } from 'node:net'
import type {
  Agent,
  Network,
  NetworkCreate,
  NetworkUpdate,
  Port,
  PortCreate,
  PortUpdate,
  ResourceFilter,
  Subnet,
  SubnetCreate,
  SubnetUpdate,
} from '@netloom/core'
import { Failure } from '../failure.ts'
import type { ControlError, ControlResponse } from './control-protocol.ts'
import { readJsonLines } from './json-lines.ts'

export interface RemoteResource<Resource, Create, Update> {
  create(request: Create): Promise<Resource>
  createMany(requests: readonly Create[]): Promise<readonly Resource[]>
  get(id: string): Promise<Resource>
  list(filter?: ResourceFilter): Promise<readonly Resource[]>
  update(id: string, change: Update): Promise<Resource>
  delete(id: string): Promise<void>
}

/** What the controller refused: Neutron's exception type and HTTP status with it. */
export class RefusedError extends Failure {
  constructor(readonly refusal: ControlError) {
    super(refusal.message)
  }
}

/** The controller's services, over its control socket. */
export interface ControlClient {
  readonly networks: RemoteResource<Network, NetworkCreate, NetworkUpdate>
  readonly subnets: RemoteResource<Subnet, SubnetCreate, SubnetUpdate>
  readonly ports: RemoteResource<Port, PortCreate, PortUpdate>
  agents(): Promise<readonly Agent[]>
  close(): void
}

/** @throws {Failure} when nobody listens there */
export async function connectControl(path: string): Promise<ControlClient> {
  const socket = await open(path)
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let last = 0
  const failAll = (reason: string): void => {
    for (const { reject } of pending.values()) reject(new Failure(reason))
    pending.clear()
  }
  readJsonLines(
    socket,
    (value) => {
      const response = value as ControlResponse
      const waiting = pending.get(response.id)
      pending.delete(response.id)
      if ('error' in response) waiting?.reject(new RefusedError(response.error))
      else waiting?.resolve(response.result)
    },
    failAll,
  )
  socket.on('error', () => undefined)
  socket.on('close', () => {
    failAll('the controller closed the connection; see `netloom lab status`')
  })
  const call = (method: string, ...params: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (!socket.writable) {
        reject(new Failure('the controller does not answer; start it with `netloom lab restart controller`'))
        return
      }
      const id = ++last
      pending.set(id, { resolve, reject })
      socket.write(`${JSON.stringify({ id, method, params })}\n`)
    })
  const resource = <Resource, Create, Update>(name: string): RemoteResource<Resource, Create, Update> => ({
    create: (request) => call(`${name}.create`, request) as Promise<Resource>,
    createMany: (requests) => call(`${name}.createMany`, requests) as Promise<readonly Resource[]>,
    get: (id) => call(`${name}.get`, id) as Promise<Resource>,
    list: (filter) => call(`${name}.list`, filter ?? {}) as Promise<readonly Resource[]>,
    update: (id, change) => call(`${name}.update`, id, change) as Promise<Resource>,
    delete: async (id) => {
      await call(`${name}.delete`, id)
    },
  })
  return {
    networks: resource('networks'),
    subnets: resource('subnets'),
    ports: resource('ports'),
    agents: () => call('agents.list') as Promise<readonly Agent[]>,
    close: () => socket.destroy(),
  }
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => {
      resolve(socket)
    })
    socket.once('error', (error) => {
      reject(new Failure(`no controller answers at ${path}; see \`netloom lab status\``, 'failure', { cause: error }))
    })
  })
}
