import type { ServiceApi } from '@netloom/api'
import {
  type ConfigurationProblem,
  isConfigurationError,
  type IniSections,
  type ServiceModule,
  type ServicePackage,
} from '@netloom/core'
import { loadOffer, type Offer } from '@netloom/core/discovery'
import { IniSectionReader, type OptionCatalogue, servicePlugins } from '@netloom/core/kit'
import { type FoundServices as ServicesInIni, judgeServices } from '@netloom/ml2/ini'
import { importFound } from './found-packages.ts'

export interface FoundServices {
  readonly modules: readonly ServiceModule[]
  /** What they add to the API. */
  readonly apis: readonly ServiceApi[]
  /** Names of those that the files turn off. */
  readonly off: readonly string[]
  readonly problems: readonly ConfigurationProblem[]
  /** Options that only exist because of them. */
  readonly iniOptions: readonly OptionCatalogue[]
  /** For those who read the rest of the files. */
  readonly inIni: ServicesInIni
}

/**
 * The services that `service_plugins` names and packages bring, and those that are started always, with their options and the
 * problems of all of them. What is built into the engine needs no package.
 */
export async function findServices(sections: IniSections, offers: readonly Offer[]): Promise<FoundServices> {
  const reader = new IniSectionReader(sections, 'DEFAULT', [])
  const named = servicePlugins(reader)
  const modules: ServiceModule[] = []
  const apis: ServiceApi[] = []
  const problems: ConfigurationProblem[] = []
  const off: string[] = []
  for (const offer of offers) {
    if (!offer.always && !named.includes(offer.name)) continue
    try {
      const found = await load(offer, sections, reader.where('service_plugins'))
      if (found === undefined) off.push(offer.name)
      else modules.push(found.module)
      if (found?.api !== undefined) apis.push(found.api)
    } catch (error) {
      if (!isConfigurationError(error)) throw error
      problems.push(...error.problems)
    }
  }
  // One that could not be loaded would be missed by those that require it.
  if (problems.length === 0) problems.push(...judgeServices(modules))
  const quotas = Object.assign({}, ...modules.map((module) => module.quotas)) as Readonly<Record<string, number>>
  const iniOptions = [{ quotas: Object.keys(quotas).map((name) => `quota_${name}`) }]
  return { modules, apis, off, problems, iniOptions, inIni: { names: offers.map(({ name }) => name), quotas } }
}

async function load(
  offer: Offer,
  sections: IniSections,
  where: string,
): Promise<{ readonly module: ServiceModule; readonly api?: ServiceApi } | undefined> {
  const packageName = offer.from.name
  const found = await loadOffer<ServicePackage>({
    offer,
    where,
    what: 'service package',
    methods: ['fromIni'],
    importEntry: importFound,
  })
  const given = found.fromIni(sections)
  if (given === undefined) return undefined
  // Its messages say whose it is, so that whoever refuses it can say what to install.
  const module: ServiceModule = { ...given, packageName, start: (environment) => given.start(environment) }
  if (offer.api === undefined) return { module }
  const api = await loadOffer<ServiceApi>({
    offer: { ...offer, ...offer.api },
    where,
    what: 'API declarations',
    methods: [],
    importEntry: importFound,
  })
  return { module, api: { ...api, packageName } }
}
