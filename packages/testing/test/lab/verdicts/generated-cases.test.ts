import { generatedCases } from '@netloom/testing/lab'
import { expect, it } from 'vitest'

it('draws the same cases for the same seed, some frames of which pass and some do not', () => {
  const fates = (seed: number): readonly boolean[] =>
    generatedCases(seed, 40).flatMap(({ sends }) => sends.map(({ passes }) => passes))
  expect(fates(7)).toEqual(fates(7))
  expect(fates(7)).not.toEqual(fates(8))
  expect(fates(7).filter(Boolean).length).toBeGreaterThan(fates(7).length / 8)
  expect(fates(7).filter((passes) => !passes).length).toBeGreaterThan(fates(7).length / 8)
})
