import type { Replica } from '../ovsdb/replica.ts'
import type { InterfaceRow } from '../ovsdb/switch-tables.ts'
import { nameHash } from './name-hash.ts'
import { OfportPlan } from './ofport-plan.ts'
import type { VifNames } from './vif-names.ts'

/** Numbers we ask for begin above those that a switch gives away by itself, and end below the reserved ones. */
const FIRST = 1_024
const COUNT = 60_000

/** OpenFlow numbers of ports: those that ports have, and those that ports which are not there yet will ask for. */
export class PortNumbers {
  private readonly plans = new Map<string, OfportPlan>()
  /** Interface → bridge, also for a while after the rows that say so are gone. */
  private readonly bridges = new Map<string, string>()
  private present: ReadonlyMap<string, ReadonlyMap<number, string>> | undefined

  constructor(
    private readonly replica: Replica,
    private readonly vifs: VifNames,
  ) {}

  numberOf(bridge: string, port: string): number | undefined {
    const device = this.vifs.find(port)
    if (device !== undefined && this.bridgeOf(device) === bridge) {
      const number = givenNumber(device) ?? device.ofport_request
      if (number !== undefined) return number
    }
    return this.plan(bridge).numberOf(port) ?? this.choose(bridge, port)
  }

  nameOf(bridge: string, number: number): string | undefined {
    return this.numbersOf(bridge)?.get(number) ?? this.plan(bridge).nameOf(number)
  }

  /** An interface came, went or changed. Returns the bridge whose flows name it by a number that is wrong now. */
  note(before: InterfaceRow | undefined, after: InterfaceRow | undefined): string | undefined {
    this.present = undefined
    const had = before && givenNumber(before)
    if (after === undefined) {
      const bridge = this.bridges.get(before?.uuid ?? '')
      this.bridges.delete(before?.uuid ?? '')
      // Its flows are still there, and are taken away by the number they know.
      if (before !== undefined && bridge !== undefined && had !== undefined)
        this.plan(bridge).keep(this.vifs.nameOf(before), had)
      return undefined
    }
    const bridge = this.bridgeOf(after)
    const has = givenNumber(after)
    if (bridge === undefined || has === undefined) return undefined
    const name = this.vifs.nameOf(after)
    const expected = had ?? this.plan(bridge).numberOf(name)
    this.plan(bridge).drop(name)
    return expected === undefined || expected === has ? undefined : bridge
  }

  /** The replica was filled anew, or ports moved. */
  refresh(): void {
    this.present = undefined
    for (const bridge of this.replica.allBridges()) this.numbersOf(bridge.name)
  }

  private plan(bridge: string): OfportPlan {
    const plan = this.plans.get(bridge) ?? new OfportPlan()
    this.plans.set(bridge, plan)
    return plan
  }

  private choose(bridge: string, port: string): number | undefined {
    const present = this.numbersOf(bridge)
    const plan = this.plan(bridge)
    const first = nameHash(port) % COUNT
    for (let step = 0; step < COUNT; step++) {
      const number = FIRST + ((first + step) % COUNT)
      if (present?.has(number) === true || plan.nameOf(number) !== undefined) continue
      plan.keep(port, number)
      return number
    }
    return undefined
  }

  private bridgeOf(device: InterfaceRow): string | undefined {
    const port = this.replica.portOfInterface(device)
    const bridge = port && this.replica.bridgeOf(port)?.name
    if (bridge !== undefined) this.bridges.set(device.uuid, bridge)
    return bridge
  }

  private numbersOf(bridge: string): ReadonlyMap<number, string> | undefined {
    this.present ??= new Map([...this.replica.allBridges()].map((row) => [row.name, this.list(row.name)]))
    return this.present.get(bridge)
  }

  private list(bridge: string): ReadonlyMap<number, string> {
    const numbers = new Map<number, string>()
    const row = this.replica.bridge(bridge)
    for (const port of row === undefined ? [] : this.replica.portsOf(row)) {
      const device = this.replica.interfaceOf(port)
      if (device === undefined) continue
      this.bridges.set(device.uuid, bridge)
      for (const number of [device.ofport_request, givenNumber(device)])
        if (number !== undefined) numbers.set(number, this.vifs.nameOf(device))
    }
    return numbers
  }
}

/** -1 stands for a device that could not be opened. */
export const givenNumber = ({ ofport }: InterfaceRow): number | undefined =>
  ofport !== undefined && ofport > 0 ? ofport : undefined
