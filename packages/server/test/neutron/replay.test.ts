import { describe, expect, it } from 'vitest'
import { compare } from './compare.ts'
import type { Deviation } from './deviation.ts'
import { DEVIATIONS } from './deviations.ts'
import { ourPlayer } from './our-player.ts'
import { callOf, play } from './play.ts'
import { SCENARIOS } from './scenarios.ts'
import { readTranscript } from './transcript.ts'

const used = new Set<Deviation>()

describe.each(SCENARIOS)('$name', (scenario) => {
  it('was recorded as it stands', async () => {
    const recorded = await readTranscript(scenario.name)
    expect(recorded.map(({ call }) => call)).toEqual(scenario.steps.map(callOf))
  })

  it('is answered as Neutron answers', { timeout: 120_000 }, async () => {
    const recorded = await readTranscript(scenario.name)
    const player = await ourPlayer()
    const answers = await play(scenario, player)
    await player.close()
    const wrong = recorded.flatMap((theirs, index) => {
      const ours = answers[index]
      return ours === undefined ? [] : (compare(scenario.name, theirs, ours, used) ?? [])
    })
    expect(wrong.join('\n')).toBe('')
  })
})

it('needs each of the deviations', () => {
  expect(DEVIATIONS.filter((one) => !used.has(one)).map(({ call }) => String(call))).toEqual([])
})
