import { expect, it } from 'vitest'
import { brokenRules, serviceChecks } from '../../src/conformance/index.ts'
import { brokenServices } from './broken-services.ts'
import { rulesNamed } from './rules-named.ts'
import { type TapOptions, toyFixture } from './toy-service.ts'

const setupFor = (options: () => TapOptions): { open: () => Promise<ReturnType<typeof toyFixture>> } => ({
  open: () => Promise.resolve(toyFixture(options())),
})

it('a sound service keeps every rule', async () => {
  expect(
    await brokenRules(
      serviceChecks,
      setupFor(() => ({})),
    ),
  ).toEqual([])
})

it('a service that adds nothing keeps every rule', async () => {
  const { contract, kind } = toyFixture().module
  const module = { contract, kind, name: 'nothing', start: () => Promise.resolve({}) }
  expect(await brokenRules(serviceChecks, { open: () => Promise.resolve({ module }) })).toEqual([])
})

it.each(brokenServices)('a service that %s breaks a rule', async (_flaw, options, rule) => {
  expect(await brokenRules(rulesNamed(serviceChecks, rule), setupFor(options))).toEqual([rule])
})
