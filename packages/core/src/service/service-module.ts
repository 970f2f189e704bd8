import type { ExtensionDriver } from '../driver/extension-driver.ts'
import type { SchemaMigrations } from '../store/schema-migrations.ts'
import type { IniSections } from '../base/ini-sections.ts'
import type { ServiceEntity, SharedTypeDeclaration, TaggedTypeDeclaration } from './declarations.ts'
import type { ServiceEnvironment } from './service-environment.ts'
import type { ServiceTopics } from './service-topic.ts'
import type { StartedService } from './started-service.ts'

/**
 * A service beside networks, subnets and ports (Neutron: `service_plugins`), as its package's factory function returns it for
 * `createNetloom({ modules })`. What it adds is said as data and judged before anything starts; two services that claim one
 * name, table or topic are refused then. It needs no container: `start` is given all that it works with.
 */
export interface ServiceModule {
  /** `CONTRACT` of the core that the package was made with; a module of another number is refused. */
  readonly contract: number
  readonly kind: 'service'
  /** Name in `service_plugins`, in `requires` of others, and of its schema history: never changed once released. */
  readonly name: string
  /** Where it was found, for messages; who finds a package by its name fills it in. */
  readonly packageName?: string
  /** API extension aliases that it contributes; `GET /v2.0/extensions` lists them. */
  readonly aliases?: readonly string[]
  /** How aliases are shown where Neutron has them, too. Absent = the alias itself, {@link description} and no date. */
  readonly aliasTexts?: Readonly<Record<string, AliasText>>
  /** What it is, one sentence for `GET /v2.0/extensions`. */
  readonly description?: string
  /** Names or aliases of services that it cannot be without: they start before it and close after it. */
  readonly requires?: readonly string[]
  /** Names of its tables. */
  readonly tables?: readonly string[]
  /** Changes of its tables, in a history of the service's own; run by the store before anything starts. */
  readonly migrations?: SchemaMigrations
  /** Limits of projects that have none of their own, by what is counted; -1 = any number. `[quotas] quota_<name>` overrides. */
  readonly quotas?: Readonly<Record<string, number>>
  /** Objects that can be shared by `rbac_policies`, by their object type. */
  readonly sharedTypes?: Readonly<Record<string, SharedTypeDeclaration>>
  /** Resources that have tags, by their collection in paths. */
  readonly taggedTypes?: Readonly<Record<string, TaggedTypeDeclaration>>
  /** Topics that it publishes, by their kind: `mirror` of `mirror/<host>`. */
  readonly topics?: ServiceTopics
  /** Whose reports it takes, by the name that its agents report under. */
  readonly entities?: Readonly<Record<string, ServiceEntity>>
  /** What it adds to networks, subnets and ports. It starts and closes with the service. */
  readonly extensionDriver?: Omit<ExtensionDriver, 'initialize' | 'close'>
  /** Once, after the drivers and the services that it requires. A throw ends the start of the controller. */
  start(environment: ServiceEnvironment): Promise<StartedService>
}

/** What clients are shown of an API extension. */
export interface AliasText {
  readonly name: string
  readonly description: string
  /** ISO 8601 with an offset: clients parse it. */
  readonly updated: string
}

/**
 * What a service's package exports, named in its package.json: `"netloom": { "services": { "mirror": ".#servicePackage" } }`, so
 * that `service_plugins = mirror` finds it.
 */
export interface ServicePackage {
  readonly kind: 'service'
  readonly name: string
  /**
   * Undefined = the files turn it off: neither it nor what it adds to the API is there.
   * @throws {ConfigurationError} listing every bad value with section, option and what is allowed
   */
  fromIni(ini: IniSections): ServiceModule | undefined
}
