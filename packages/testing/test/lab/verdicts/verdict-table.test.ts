import { deciderOf, modelDecision, stageCase, VERDICT_TABLE } from '@netloom/testing/lab'
import { describe, expect, it } from 'vitest'

const staged = VERDICT_TABLE.map(stageCase)

describe('the table of verdicts', () => {
  it('has at least 200 rows, no two with one name', () => {
    expect(VERDICT_TABLE.length).toBeGreaterThanOrEqual(200)
    const names = VERDICT_TABLE.map(({ proves, title }) => `${proves}: ${title}`)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(staged.map((one) => [one.row.proves, one.row.title, one] as const))(
    'model: %s: %s',
    (_proves, _title, one) => {
      const { sends } = one.row
      const said = sends.map((send, number) => {
        const decision = modelDecision(one, send, number)
        return { passes: decision.allow, ...(send.by !== undefined && { by: deciderOf(decision) }) }
      })
      expect(said).toEqual(sends.map(({ passes, by }) => ({ passes, ...(by !== undefined && { by }) })))
    },
  )
})
