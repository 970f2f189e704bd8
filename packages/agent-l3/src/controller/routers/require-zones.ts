import { AvailabilityZoneNotFoundError } from '@netloom/core'
import { L3_AGENT_TYPE } from '../../wire/router-topics.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** @throws {AvailabilityZoneNotFoundError} for a zone that no L3 agent is in */
export async function requireZones(db: Db, hints: readonly string[]): Promise<void> {
  for (const zone of new Set(hints)) {
    const agent = await tablesIn(db)
      .selectFrom('agents')
      .select('id')
      .where('agent_type', '=', L3_AGENT_TYPE)
      .where('availability_zone', '=', zone)
      .executeTakeFirst()
    if (agent === undefined) throw new AvailabilityZoneNotFoundError(zone)
  }
}
