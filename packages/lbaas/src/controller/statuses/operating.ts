import type { OperatingStatus } from '../../wire/words.ts'
import type { Family } from '../model/family.ts'
import type { LbObject } from '../model/lb-object.ts'

/** What an object does, by what agents say of it and of those below. */
export function operatingStatus(object: LbObject, family: Family): OperatingStatus {
  if (object.kind === 'member') return ofMember(object, family)
  const isOn = object.adminStateUp && object.deployed
  if (!isOn) return object.health === 'ERROR' && object.adminStateUp ? 'ERROR' : 'OFFLINE'
  switch (object.kind) {
    case 'pool':
      return ofPool(object, family)
    case 'listener': {
      if (object.health === 'ERROR') return 'ERROR'
      const pool = family.find('pool', object.attributes.defaultPoolId)
      return worst(pool === undefined ? [] : [operatingStatus(pool, family)])
    }
    case 'loadbalancer':
      return worst([...family.of('listener'), ...family.of('pool')].map((one) => operatingStatus(one, family)))
    default:
      return 'ONLINE'
  }
}

function ofMember(member: LbObject<'member'>, family: Family): OperatingStatus {
  if (!member.adminStateUp) return 'OFFLINE'
  const isWatched = family.under('healthmonitor', member.parentId ?? '').some(({ adminStateUp }) => adminStateUp)
  if (!isWatched) return member.health === 'DRAINING' ? 'DRAINING' : 'NO_MONITOR'
  return member.health === null || member.health === 'NO_MONITOR' ? 'OFFLINE' : member.health
}

function ofPool(pool: LbObject<'pool'>, family: Family): OperatingStatus {
  const members = family.under('member', pool.id).filter(({ adminStateUp }) => adminStateUp)
  const failed = members.filter((member) => ofMember(member, family) === 'ERROR').length
  if (failed === 0) return 'ONLINE'
  return failed === members.length ? 'ERROR' : 'DEGRADED'
}

/** Of a parent that is well itself: what is not well below degrades it. */
function worst(statuses: readonly OperatingStatus[]): OperatingStatus {
  const active = statuses.filter((status) => status !== 'OFFLINE')
  if (active.length > 0 && active.every((status) => status === 'ERROR')) return 'ERROR'
  return active.some((status) => status === 'ERROR' || status === 'DEGRADED') ? 'DEGRADED' : 'ONLINE'
}
