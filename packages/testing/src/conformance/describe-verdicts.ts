import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deciderOf, modelDecision } from '../lab/verdicts/model-verdicts.ts'
import { runVerdicts, type Fate } from '../lab/verdicts/run-verdicts.ts'
import { stageCase } from '../lab/verdicts/stage-case.ts'
import type { VerdictCase } from '../lab/verdicts/cases/verdict-case.ts'
import type { VerdictEngine } from '../lab/verdicts/verdict-engine.ts'
import { VERDICT_TABLE } from '../lab/verdicts/verdict-table.ts'

export interface VerdictOptions {
  /** Rows that this engine cannot keep, by `proves: title`, each with the reason. They are shown as skipped. */
  readonly exceptions?: Readonly<Record<string, string>>
  /** Rows on one switch at a time; default 64: what is flooded comes to all their ports. */
  readonly batch?: number
  /** Instead of the table. */
  readonly cases?: readonly VerdictCase[]
  /** Milliseconds for all of it; default 60,000. */
  readonly timeout?: number
}

const nameOf = ({ proves, title }: VerdictCase): string => `${proves}: ${title}`

/**
 * What every filter of ports must make of which frame: each row of the table with real frames through the engine, which needs root.
 * The pure model gives the same verdicts, and says who decides.
 */
export function describeVerdicts(name: string, engine: VerdictEngine, options: VerdictOptions = {}): void {
  const { exceptions = {}, cases = VERDICT_TABLE, batch = 64, timeout = 60_000 } = options
  const judged = cases.filter((one) => exceptions[nameOf(one)] === undefined)
  const fates = new Map<VerdictCase, readonly Fate[]>()
  describe(`${name} gives the verdicts of the table`, () => {
    beforeAll(async () => {
      for (let at = 0; at < judged.length; at += batch) {
        const some = judged.slice(at, at + batch)
        const found = await runVerdicts(engine, some)
        for (const [index, one] of some.entries()) fates.set(one, found[index] ?? [])
      }
    }, timeout)
    afterAll(() => {
      fates.clear()
    })
    it.each(judged.map((one) => [nameOf(one), one] as const))('%s', (_, one) => {
      expect(describeFates(one, fates.get(one) ?? [])).toEqual(describeFates(one, wanted(one)))
    })
    for (const [row, reason] of Object.entries(exceptions)) it.skip(`${row} (${reason})`, () => undefined)
  })
}

const wanted = ({ sends }: VerdictCase): readonly Fate[] =>
  sends.map(({ passes }) => (passes ? 'passes' : 'is dropped'))

/** With who decides by the model, for whoever reads a failure. */
function describeFates(one: VerdictCase, fates: readonly Fate[]): readonly string[] {
  const staged = stageCase(one, 0)
  return one.sends.map((send, number) => {
    const decider = deciderOf(modelDecision(staged, send, number))
    return `frame ${String(number + 1)} from the ${send.from} ${fates[number] ?? 'was not sent'} (model: ${decider})`
  })
}
