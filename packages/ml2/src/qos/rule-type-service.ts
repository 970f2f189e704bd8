import {
  type MechanismDriver,
  NotAuthorizedToDetailsError,
  QOS_RULE_TYPES,
  type QosRuleType,
  type QosRuleTypeDetails,
  QosRuleTypeNotFoundError,
  type RequestContext,
} from '@netloom/core'
import type { Page, QosRuleTypeService, ResourceFilter } from '@netloom/core/services'
import { wantedValues } from '../query/filter.ts'
import { listInMemory } from '@netloom/core/kit'
import { qosDrivers } from './supported-rules.ts'

export class Ml2QosRuleTypeService implements QosRuleTypeService {
  readonly #drivers: readonly MechanismDriver[]

  constructor(drivers: readonly MechanismDriver[]) {
    this.#drivers = qosDrivers(drivers)
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- errors must reject
  async list(
    _: RequestContext,
    { allRules, allSupported, ...filter }: ResourceFilter = {},
    page: Page = {},
  ): Promise<readonly QosRuleTypeDetails[]> {
    const found = QOS_RULE_TYPES.filter((type) => this.#isListed(type, isTrue(allRules), isTrue(allSupported)))
    const all = found.map((type) => ({ ...this.#details(type), id: type }))
    return listInMemory(all, { resource: 'QoS rule type', fields: ['type'] }, filter, page, (id) => {
      return new QosRuleTypeNotFoundError(id)
    })
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- errors must reject
  async get(context: RequestContext, type: string): Promise<QosRuleTypeDetails> {
    if (!context.isAdmin) throw new NotAuthorizedToDetailsError()
    const known = QOS_RULE_TYPES.find((one) => one === type)
    if (known === undefined) throw new QosRuleTypeNotFoundError(type)
    return this.#details(known)
  }

  #isListed(type: QosRuleType, allRules: boolean, allSupported: boolean): boolean {
    if (allRules) return true
    if (this.#drivers.length === 0) return false
    const has = ({ supportedQosRules }: MechanismDriver): boolean => supportedQosRules?.[type] !== undefined
    return allSupported ? this.#drivers.some(has) : this.#drivers.every(has)
  }

  #details(type: QosRuleType): QosRuleTypeDetails {
    const drivers = this.#drivers.flatMap(({ name, supportedQosRules }) => {
      const parameters = supportedQosRules?.[type]
      return parameters === undefined ? [] : [{ name, parameters }]
    })
    return { type, drivers }
  }
}

const isTrue = (wanted: ResourceFilter[string] | undefined): boolean =>
  wanted !== undefined && wantedValues(wanted).includes(true)
