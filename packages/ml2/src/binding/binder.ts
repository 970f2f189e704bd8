import {
  type Port,
  type PortContext,
  type RequestContext,
  type Segment,
  VIF_TYPE_BINDING_FAILED,
  VIF_TYPE_UNBOUND,
} from '@netloom/core'
import { describeSegment } from '@netloom/core/kit'
import type { Ml2Environment } from '../environment/environment.ts'
import { postcommitUpdatesQuietly, type Surroundings } from '../port-state/port-changes.ts'
import { portContext } from '../port-state/port-context.ts'
import { loadSurroundings } from '../port-state/port-changes.ts'
import { loadPorts } from '../rows/load-ports.ts'
import { segmentsFor } from './segments-for.ts'
import { commitBindings, type Binding } from './commit-bindings.ts'
import { decideBinding, type BoundResult } from './decide-binding.ts'
import { releaseUnusedSegments, takeDynamicSegments } from './dynamic-segments.ts'

/** Neutron: MAX_BIND_TRIES. */
const MAX_TRIES = 10

/** Binds ports to mechanism drivers: drivers are asked outside any transaction, the answer is kept if the port is still as it was. */
export class Binder {
  readonly #env: Ml2Environment

  constructor(env: Ml2Environment) {
    this.#env = env
  }

  /** Ports that need no binding are left alone. `known` saves reading the first state. Returns the ports it changed. */
  async bind(request: RequestContext, ids: readonly string[], known?: readonly Port[]): Promise<readonly Port[]> {
    const changed: Port[] = []
    let open = ids
    let ports = known
    for (let attempt = 1; open.length > 0 && attempt <= MAX_TRIES; attempt++) {
      const current = (ports ?? (await loadPorts(this.#env.store.db, open))).filter(needsBinding)
      ports = undefined
      if (current.length === 0) return changed
      const surroundings = await loadSurroundings(this.#env, this.#env.store.db, current)
      const bindings: Binding[] = []
      for (const port of current) bindings.push(await this.#decide(request, port, surroundings))
      const committed = await this.#commit(request, bindings, surroundings)
      changed.push(...committed.ports)
      open = committed.stale
    }
    if (open.length > 0) {
      this.#env.logger.error(
        { portIds: open },
        `ports changed ${String(MAX_TRIES)} times while being bound; left unbound`,
      )
    }
    return changed
  }

  async #decide(request: RequestContext, port: Port, { networks, agents }: Surroundings): Promise<Binding> {
    const loaded = networks.get(port.networkId)
    if (loaded === undefined) return { before: port, result: undefined }
    const context = portContext({ request, current: port, loaded, agents })
    const taken: Segment[] = []
    const reasons: string[] = []
    const result = await decideBinding(context, segmentsFor(port, loaded), {
      drivers: this.#env.mechanisms.drivers,
      logger: this.#env.logger,
      refused: (driver, reason) => reasons.push(`${driver}: ${reason}`),
      takeSegments: async (wishes) => {
        const segments = await takeDynamicSegments(this.#env, request, port.networkId, wishes)
        taken.push(...segments)
        return segments
      },
    })
    if (result === undefined) warn(this.#env, context, segmentsFor(port, loaded), reasons)
    await this.#releaseUnused(port.networkId, taken, result)
    return { before: port, result, usesNewSegments: taken.length > 0 }
  }

  async #commit(
    request: RequestContext,
    bindings: readonly Binding[],
    surroundings: Surroundings,
  ): ReturnType<typeof commitBindings> {
    try {
      const committed = await commitBindings(this.#env, request, bindings, surroundings)
      await postcommitUpdatesQuietly(this.#env, committed.contexts)
      return committed
    } catch (error) {
      if (bindings.every(({ result }) => result === undefined)) throw error
      if (bindings.length > 1) return await this.#commitOneByOne(request, bindings, surroundings)
      // a driver's precommit vetoes the binding it has just been asked for: same as "cannot bind"
      this.#env.logger.error({ err: error, portId: bindings[0]?.before.id }, 'binding could not be committed')
      const failed = bindings.map(({ before }) => ({ before, result: undefined }))
      return await commitBindings(this.#env, request, failed, surroundings, { hooks: false })
    }
  }

  async #commitOneByOne(
    request: RequestContext,
    bindings: readonly Binding[],
    surroundings: Surroundings,
  ): ReturnType<typeof commitBindings> {
    const results = []
    for (const binding of bindings) results.push(await this.#commit(request, [binding], surroundings))
    return {
      ports: results.flatMap(({ ports }) => ports),
      contexts: [],
      stale: results.flatMap(({ stale }) => stale),
    }
  }

  async #releaseUnused(networkId: string, taken: readonly Segment[], result: BoundResult | undefined): Promise<void> {
    const used = new Set(result?.levels.map(({ segmentId }) => segmentId))
    const unused = taken.filter(({ id }) => !used.has(id)).map(({ id }) => id)
    await releaseUnusedSegments(this.#env, networkId, unused)
  }
}

export function needsBinding({ binding }: Port): boolean {
  return binding.host !== '' && (binding.vifType === VIF_TYPE_UNBOUND || binding.vifType === VIF_TYPE_BINDING_FAILED)
}

function warn(
  { logger }: Ml2Environment,
  context: PortContext,
  candidates: readonly Segment[],
  reasons: readonly string[],
): void {
  const agents = context.hostAgents().map(({ agentType, alive }) => `${agentType} (${alive ? 'alive' : 'dead'})`)
  const segments = candidates.map(describeSegment)
  const { current, host } = context
  logger.warn({ portId: current.id, host, agents, segments, reasons }, 'no mechanism driver could bind the port')
}
