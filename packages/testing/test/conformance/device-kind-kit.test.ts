import type { DeviceKindFixture } from '../../src/conformance/index.ts'
import { describe, expect, it } from 'vitest'
import { brokenRules, describeDeviceKind, deviceKindChecks } from '../../src/conformance/index.ts'
import { brokenKinds } from './broken-kinds.ts'
import { rulesNamed } from './rules-named.ts'
import { lampFixture } from './toy-kind.ts'

describeDeviceKind('a kind with a tool of its own', { open: () => Promise.resolve(lampFixture()) })

describe('kit for kinds of devices', () => {
  it.each(brokenKinds)('catches a kind that %s', async (_flaw, change, rule) => {
    const open = (): Promise<DeviceKindFixture> => Promise.resolve(lampFixture(change) as unknown as DeviceKindFixture)
    expect(await brokenRules(rulesNamed(deviceKindChecks, rule), { open })).toEqual([rule])
  })
})
