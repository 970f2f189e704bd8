import { RESOURCES } from '@netloom/api'
import { describe, expect, it } from 'vitest'
import { apiDeclarationChecks, brokenRules, describeApiDeclaration } from '../../src/conformance/index.ts'
import { brokenApis } from './broken-apis.ts'
import { rulesNamed } from './rules-named.ts'
import { lampApiFixture } from './toy-api.ts'

describeApiDeclaration('a resource with an action, and an attribute of ports', {
  open: () => Promise.resolve(lampApiFixture()),
})
// Rules of QoS policies are served under two spellings.
const once = RESOURCES.filter(({ name }, index) => RESOURCES.findIndex((one) => one.name === name) === index)
describeApiDeclaration("Neutron's own resources", {
  open: () => Promise.resolve({ api: { service: 'core', resources: once }, others: [] }),
})

describe('kit for API declarations', () => {
  it.each(brokenApis)('catches a declaration that %s', async (_flaw, options, rule) => {
    const open = (): Promise<ReturnType<typeof lampApiFixture>> => Promise.resolve(lampApiFixture(options))
    expect(await brokenRules(rulesNamed(apiDeclarationChecks, rule), { open })).toEqual([rule])
  })
})
