/** Numbers behind the names of one host's switch, as they are now. A lookup costs no message. */
export interface SwitchNames {
  /**
   * OpenFlow number of a port of a bridge. One that is not there yet has the number that it will ask for when it is made, and
   * one that is gone keeps the number it had: flows are written before their ports and removed after them. Undefined = none
   * is left on the bridge.
   */
  portNumber(bridge: string, port: string): number | undefined
  /** Name of a port by number, for people. */
  portName(bridge: string, number: number): string | undefined
  /** Id of the Neutron port behind a number; undefined = none. */
  portId?(bridge: string, number: number): string | undefined
  /** VLAN of a segment, whether it is in use already or would be chosen next. @throws {NoLocalVlanError} when all are taken. */
  localVlan(segmentId: string): number
}
