import type { Logger, Port, StartedService } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { z } from 'zod'
import type { HookRunner } from '../hooks/hook-runner.ts'
import { judgeResult } from '../judgement/judge-result.ts'

type Hook = NonNullable<StartedService['portExtensions']>
type Db = Transaction['db']

/** What services say of a port, by their names: `extensions` of its item. */
export type Said = Readonly<Record<string, unknown>>

const NOTHING: ReadonlyMap<string, Said> = new Map()
const saidById = z.map(z.string(), z.record(z.string(), z.unknown()), 'must be a Map of objects by port id')

/** Asks services what agents must know of ports. Where none has anything to say it costs nothing. */
export class PortExtensions {
  readonly #services: { readonly name: string; readonly hook: Hook }[] = []

  constructor(
    private readonly hooks: HookRunner,
    private readonly logger: Logger,
  ) {}

  add(name: string, hook: Hook): void {
    this.#services.push({ name, hook })
  }

  /** By port id; of whom nothing is said is left out. One call of each service, however many ports. */
  async of(ports: readonly Port[], db: Db): Promise<ReadonlyMap<string, Said>> {
    if (this.#services.length === 0 || ports.length === 0) return NOTHING
    const found = new Map<string, Record<string, unknown>>()
    for (const { name, hook } of this.#services) {
      const called = { kind: 'service', driver: name, hook: 'portExtensions' } as const
      const answer: unknown = await this.hooks.precommit(called, () => hook(ports, db))
      for (const [id, said] of judgeResult(saidById, answer, called, this.logger)) {
        const all = found.get(id) ?? {}
        all[name] = said
        found.set(id, all)
      }
    }
    return found
  }
}
