import type { IniSections } from '../base/ini-sections.ts'
import type { DependencyContainer } from './di.ts'

export type DriverKind = 'type' | 'mechanism' | 'extension'
/** What a controller is composed of. */
export type ModuleKind = DriverKind | 'service'

/** What a driver's factory function returns; `createNetloom({ modules })` registers it. */
export interface DriverModule {
  /** `CONTRACT` of the core that the package was made with; a module of another number is refused. */
  readonly contract: number
  readonly kind: DriverKind
  /** Name in `type_drivers`, `mechanism_drivers`, `extension_drivers`. */
  readonly name: string
  /** Where it was found, for messages; who finds a package by its name fills it in. */
  readonly packageName?: string
  /** Registers one driver under the token of its kind, by a factory. */
  register(container: DependencyContainer): void
}

/** What a driver package exports under its alias, so that INI names find it: options come from the file. */
export interface DriverPackage {
  readonly kind: DriverKind
  readonly name: string
  /** @throws {ConfigurationError} listing every bad value with section, option and what is allowed. */
  fromIni(ini: IniSections): DriverModule
  /** Options it understands, for checks and did-you-mean: section → option names. */
  readonly iniOptions?: Readonly<Record<string, readonly string[]>>
}
