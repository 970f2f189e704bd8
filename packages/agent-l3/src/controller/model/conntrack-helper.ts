export interface ConntrackHelper {
  readonly id: string
  readonly routerId: string
  readonly protocol: string
  readonly port: number
  readonly helper: string
  readonly revisionNumber: number
}

export type ConntrackHelperCreate = Pick<ConntrackHelper, 'protocol' | 'port' | 'helper'>
export type ConntrackHelperUpdate = Partial<ConntrackHelperCreate>
