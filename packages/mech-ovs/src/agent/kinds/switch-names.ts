/** Numbers behind the names of one host's switch, as they are now. A lookup costs no message. */
export interface SwitchNames {
  /** OpenFlow number of a port of a bridge; undefined = there is none (yet). */
  portNumber(bridge: string, port: string): number | undefined
  /** Name of a port by number, for people. */
  portName(bridge: string, number: number): string | undefined
  /** VLAN of a segment, whether it is in use already or would be chosen next. */
  localVlan(segmentId: string): number
}
