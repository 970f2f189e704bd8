/** A flow that a packet met on its way, as `ofproto/trace` tells it. */
export interface MetFlow {
  readonly table: number
  readonly cookie: string
}

/** What `ofproto/trace` says of a packet. */
export interface FlowFate {
  readonly isDropped: boolean
  /** In order; those without a cookie are nobody's. */
  readonly met: readonly MetFlow[]
}

const MET = /^\s*(\d+)\. .*\bpriority \d+, cookie (0x[0-9a-f]+)/
const DATAPATH = 'Datapath actions:'

/** Of several passes, as connection tracking makes them, the last has the verdict. Pure. */
export function flowFate(said: string): FlowFate {
  const lines = said.split('\n')
  const met = lines.flatMap((line): readonly MetFlow[] => {
    const [, table, cookie] = MET.exec(line) ?? []
    return table === undefined || cookie === undefined ? [] : [{ table: Number(table), cookie }]
  })
  const last = lines.filter((line) => line.startsWith(DATAPATH)).at(-1)
  return { isDropped: last?.endsWith(' drop') ?? true, met }
}
