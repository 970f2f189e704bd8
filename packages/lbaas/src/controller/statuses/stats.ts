import type { LbObject, Stats } from '../model/lb-object.ts'

const NAMES = ['bytesIn', 'bytesOut', 'activeConnections', 'totalConnections', 'requestErrors'] as const

/** Counters of several objects together, 0 where nothing has been said. */
export const statsOf = (objects: readonly Pick<LbObject, 'stats'>[]): Required<Stats> =>
  Object.fromEntries(
    NAMES.map((name) => [name, objects.reduce((sum, { stats }) => sum + (stats[name] ?? 0), 0)]),
  ) as unknown as Required<Stats>
