import { agentMark, type IniSections, type RolePackage } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import { l3Role } from './l3-role.ts'
import { readL3Options } from './read-l3-options.ts'
import { routerKinds } from './router-kinds.ts'

/** `netloom agent --role l3`. */
export const rolePackage: RolePackage = {
  name: 'l3',
  readOptions: (ini) => {
    readL3Options(ini)
    return {}
  },
  compose: ({ ini, host }) => {
    const availabilityZone = zoneOf(ini.sections)
    return Promise.resolve({
      agent: agentMark('l3', host),
      role: l3Role(readL3Options(ini.sections)),
      kinds: routerKinds(),
      switchKinds: false,
      ...(availabilityZone !== undefined && { availabilityZone }),
    })
  },
}

const zoneOf = (ini: IniSections): string | undefined =>
  new IniSectionReader(ini, 'agent', []).text('availability_zone')
