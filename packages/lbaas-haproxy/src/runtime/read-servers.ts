/** A server as `show servers state` has it. */
export interface RuntimeServer {
  readonly backend: string
  readonly name: string
  readonly address: string
  readonly port: number
  readonly weight: number
  /** By whomever: the file, the socket, a server that it tracks. */
  readonly inMaintenance: boolean
}

/** SRV_ADMF_FMAINT, IMAINT, CMAINT, RMAINT. */
const MAINTENANCE = 0x01 | 0x02 | 0x04 | 0x20

export const SHOW_SERVERS = 'show servers state'

/** Columns have been in this order since haproxy 1.7; new ones come last. */
export function readServers(text: string): readonly RuntimeServer[] {
  return text.split('\n').flatMap((line): readonly RuntimeServer[] => {
    const columns = line.split(' ')
    if (line.startsWith('#') || columns.length < 19) return []
    const [, backend = '', , name = '', address = '', , admin, weight] = columns
    return [
      {
        ...{ backend, name, address, port: Number(columns[18]), weight: Number(weight) },
        inMaintenance: (Number(admin) & MAINTENANCE) !== 0,
      },
    ]
  })
}

/**
 * The same text for a process that takes over: who is up and who is down stays known, while weights and maintenance are what
 * the new file says.
 */
export function stateFile(text: string): string {
  const lines = text.split('\n').map((line) => {
    const columns = line.split(' ')
    if (line.startsWith('#') || columns.length < 19) return line
    columns[6] = '0'
    return columns.join(' ')
  })
  return `${lines.join('\n').trim()}\n`
}

export const EMPTY_STATE = '1\n'
