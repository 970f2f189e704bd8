import { type IniSections, silentLogger } from '@netloom/core'
import type { IniConfig } from '@netloom/core/kit'
import { expect, it } from 'vitest'
import { composeRole } from '../src/compose/compose-role.ts'

const zoneOf = async (sections: IniSections): Promise<string | undefined> => {
  const ini: IniConfig = { sections, origin: () => undefined }
  return (await composeRole('dhcp', { ini, host: 'h1', logger: silentLogger })).availabilityZone
}

it('the DHCP agent is in the availability zone of its file', async () => {
  expect(await zoneOf(new Map([['agent', new Map([['availability_zone', ['rack7']]])]]))).toBe('rack7')
  expect(await zoneOf(new Map())).toBeUndefined()
})
