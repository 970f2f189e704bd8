import type { Stats } from '../../controller/model/lb-object.ts'

export const statsBody = (stats: Required<Stats>): Readonly<Record<string, number>> => ({
  bytes_in: stats.bytesIn,
  bytes_out: stats.bytesOut,
  active_connections: stats.activeConnections,
  total_connections: stats.totalConnections,
  request_errors: stats.requestErrors,
})
