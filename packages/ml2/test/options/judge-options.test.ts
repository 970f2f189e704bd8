import { adminContext, CONTRACT, ConfigurationError, UNLIMITED_QUOTAS } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import { createNetloom, type NetloomOptions } from '../../src/index.ts'
import { mechanismModule, switchDriver, typeModule } from '../support/fake-drivers.ts'

const store = sqliteStore(':memory:')
const modules = [typeModule(), mechanismModule(switchDriver())]
const ml2 = { projectNetworkTypes: ['vxlan'] }

/** Lines of the error; nothing was opened. */
async function refusal(options: unknown): Promise<readonly string[]> {
  const error: unknown = await createNetloom(options as NetloomOptions).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ConfigurationError)
  await expect(store.transaction(() => Promise.resolve())).rejects.toMatchObject({ code: 'StoreUnavailable' })
  return (error as Error).message.split('\n')
}

describe('options of createNetloom', () => {
  it.each([
    [
      { ml2: { projectNetworkTyps: ['vxlan'] } },
      'ml2.projectNetworkTyps: there is no such option; did you mean projectNetworkTypes?',
    ],
    [{ ml2: { zebra: 1 } }, 'ml2.zebra: there is no such option; remove it; known are projectNetworkTypes, '],
    [{ loger: console }, 'loger: there is no such option; did you mean logger?'],
    [{ hookDeadlines: { preCommit: 5 } }, 'hookDeadlines.preCommit: there is no such option; did you mean precommit?'],
    [
      { ml2: { quotas: { ...UNLIMITED_QUOTAS, prot: 5 } } },
      'ml2.quotas.prot: there is no such option; did you mean port?',
    ],
    [{ ml2: { pathMtu: '1500' } }, 'ml2.pathMtu = "1500": is not allowed; it must be a whole number from 0 to 65535'],
    [{ ml2: { pathMtu: Number.NaN } }, 'ml2.pathMtu = NaN: is not allowed; it must be a whole number from 0 to 65535'],
    [{ ml2: { overlayIpVersion: 5 } }, 'ml2.overlayIpVersion = 5: is not allowed; it must be 4 or 6'],
    [
      { ml2: { baseMac: 'ff:16:3e:00:00:00' } },
      'ml2.baseMac = "ff:16:3e:00:00:00": is not allowed; it must be six octets',
    ],
    [{ ml2: { physicalNetworkMtus: { physnet1: -1 } } }, 'ml2.physicalNetworkMtus.physnet1 = -1: is not allowed'],
    [
      { ml2: { projectNetworkTypes: 'vxlan' } },
      'ml2.projectNetworkTypes = "vxlan": is not allowed; it must be a list of network types',
    ],
    [
      { ml2: { projectNetworkTypes: ['vxlan', 'vxlan'] } },
      'ml2.projectNetworkTypes = ["vxlan","vxlan"]: is not allowed',
    ],
    [{ ml2: { projectNetworkTypes: [7] } }, 'ml2.projectNetworkTypes[0] = 7: is not allowed'],
    [{ ml2: { enableNewAgents: 'yes' } }, 'ml2.enableNewAgents = "yes": is not allowed; it must be true or false'],
    [{ ml2: { agentDownTime: 0 } }, 'ml2.agentDownTime = 0: is not allowed; it must be a number above 0'],
    [
      { ml2: { quotas: { ...UNLIMITED_QUOTAS, subnet: undefined } } },
      'ml2.quotas.subnet: is missing; it must be a whole number',
    ],
    [{ ml2: [] }, 'ml2 = []: is not allowed; it must be an object of options'],
    [{ hookDeadlines: { precommit: Infinity } }, 'hookDeadlines.precommit = Infinity: is not allowed'],
    [{ retainedChanges: -5 }, 'retainedChanges = -5: is not allowed'],
    [{ mayWatch: true }, 'mayWatch = true: is not allowed; it must be a function'],
    [
      { logger: {} },
      'logger = {}: is not allowed; it must be a logger: an object with debug(), info(), warn(), error()',
    ],
    [{ clock: Date.now }, 'clock = a function: is not allowed; it must be a clock'],
    [{ store: undefined }, 'store: is missing; it must be a store, such as sqliteStore(…)'],
    [{ store: 'a.sqlite' }, 'store = "a.sqlite": is not allowed; it must be a store'],
    [{ modules: undefined }, 'modules: is missing; it must be a list of driver modules'],
    [{ modules: [] }, 'modules: there is none; put in a type driver'],
    [{ modules: modules.slice(1) }, 'modules: no type driver is among them'],
    [
      { modules: [...modules, modules[1]] },
      "modules[2] = mechanism driver 'switch': is listed twice, at modules[1], too",
    ],
    [{ modules: [...modules, () => modules[1]] }, 'modules[2]: is no module { contract, kind, name, register }'],
    [
      { modules: [...modules, { ...modules[1], kind: 'mech' }] },
      "modules[2] = mech driver 'switch': has no known kind",
    ],
  ])('%j is refused by path, value and what is allowed', async (wrong, line) => {
    const lines = await refusal({ store, modules, ml2, ...wrong })
    expect(lines).toEqual([expect.stringContaining(line)])
  })

  it('are refused all at once', async () => {
    const lines = await refusal({
      store,
      modules: [...modules, modules[0]],
      ml2: { projectNetworkTyps: [], pathMtu: -1, quotas: { ...UNLIMITED_QUOTAS, port: 'many' } },
      hookDeadlines: { precommit: 0 },
      cache: true,
    })
    expect(lines.map((line) => line.split(/[ :]/)[0]).sort()).toEqual([
      'cache',
      'hookDeadlines.precommit',
      'ml2.pathMtu',
      'ml2.projectNetworkTyps',
      'ml2.quotas.port',
      'modules[2]',
    ])
  })

  it('are options in an object', async () => {
    expect(await refusal(undefined)).toEqual(['createNetloom: is missing; it must be an object { modules, store, … }'])
  })

  it('that are undefined count as left out', async () => {
    const options = { store: sqliteStore(':memory:'), modules, logger: undefined, ml2: { ...ml2, pathMtu: undefined } }
    const netloom = await createNetloom(options as unknown as NetloomOptions)
    expect((await netloom.networks.create(adminContext('p1'), {})).mtu).toBe(1450)
    await netloom.close()
  })
})

describe('the contract of a module', () => {
  const foreign = (contract: unknown, packageName?: string): object => ({ ...modules[1], contract, packageName })

  it.each([
    [
      foreign(CONTRACT + 1, 'netloom-mech-acme'),
      "modules[1] = mechanism driver 'switch' of netloom-mech-acme: is made for contract 2, and this netloom has contract 1; " +
        'install a release of netloom-mech-acme for contract 1, or a newer netloom',
    ],
    [
      foreign(0),
      "modules[1] = mechanism driver 'switch': is made for contract 0, and this netloom has contract 1; install a release of its package for contract 1",
    ],
    [
      foreign(undefined),
      "modules[1] = mechanism driver 'switch': says no contract, and this netloom has contract 1; " +
        'install a release of its package for contract 1; its modules carry `contract: CONTRACT` of @netloom/core',
    ],
    [
      foreign('1'),
      "modules[1] = mechanism driver 'switch': says no contract, and this netloom has contract 1; " +
        'install a release of its package for contract 1; its modules carry `contract: CONTRACT` of @netloom/core',
    ],
  ])('that differs is refused in one line with package, both numbers and remedy', async (module, line) => {
    expect(await refusal({ store, modules: [modules[0], module], ml2 })).toEqual([line])
  })

  it('is a number, whichever copy of core it came from', async () => {
    const copy = { ...modules[1], contract: Number(String(CONTRACT)) } as (typeof modules)[0]
    const twice = await Promise.all(
      [1, 2].map(() => createNetloom({ store: sqliteStore(':memory:'), modules: [modules[0]!, copy], ml2 })),
    )
    expect(twice).toHaveLength(2)
    for (const netloom of twice) await netloom.close()
  })
})
