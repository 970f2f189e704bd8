import {
  ConfigurationError,
  CONTRACT,
  type ConfigurationProblem,
  type ServiceModule,
  type ServicePackage,
} from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'
import { AddressGroupService } from './address-groups/address-group-service.ts'
import { RemoteAddressGroups } from './address-groups/remote-address-groups.ts'
import { ALIAS_TEXTS } from './aliases.ts'
import { securityTopics } from './feed/security-topics.ts'
import { DefaultGroups } from './groups/default-groups.ts'
import { projectsUsingAddressGroup, projectsUsingGroup } from './groups/projects-using.ts'
import { SecurityGroupService } from './groups/security-group-service.ts'
import { adoptPorts } from './ports/adopt-ports.ts'
import { portAttribute } from './ports/port-attribute.ts'
import { portExtensions } from './ports/port-extensions.ts'
import { portHooks } from './ports/port-hooks.ts'
import { portListener } from './ports/port-listener.ts'
import { SecurityGroupRuleService } from './rules/security-group-rule-service.ts'
import { migrations } from './store/migrations.ts'
import { OWN_TABLES } from './store/tables.ts'
import { DefaultRuleService } from './templates/default-rule-service.ts'

declare module '@netloom/core' {
  interface NetloomServices {
    readonly securityGroups: SecurityGroupService
    readonly securityGroupRules: SecurityGroupRuleService
    /** What groups begin with. */
    readonly defaultSecurityGroupRules: DefaultRuleService
    readonly addressGroups: AddressGroupService
  }
}

const NAME = 'security-groups'

/**
 * Security groups: `createNetloom({ modules: [vxlan(…), linuxbridge(), securityGroups()], … })`. Each port that names no groups is
 * in its project's default group; hosts are told what to let pass.
 */
export const securityGroups = (): ServiceModule => ({
  contract: CONTRACT,
  kind: 'service',
  name: NAME,
  packageName: '@netloom/security-groups',
  aliases: Object.keys(ALIAS_TEXTS),
  aliasTexts: ALIAS_TEXTS,
  description: 'Groups of rules that say what ports may send and get',
  tables: OWN_TABLES,
  migrations,
  sharedTypes: {
    security_group: { label: 'Security group', table: 'security_groups', projectsUsing: projectsUsingGroup },
    address_group: { label: 'Address group', table: 'address_groups', projectsUsing: projectsUsingAddressGroup },
  },
  taggedTypes: { security_groups: { table: 'security_groups', service: 'securityGroups' } },
  topics: securityTopics,
  extensionDriver: portAttribute,
  start: (env) => {
    const defaults = new DefaultGroups(env)
    const remotes = new RemoteAddressGroups(env)
    return Promise.resolve({
      services: {
        securityGroups: new SecurityGroupService(env, defaults),
        securityGroupRules: new SecurityGroupRuleService(env, defaults, remotes),
        defaultSecurityGroupRules: new DefaultRuleService(env, remotes),
        addressGroups: new AddressGroupService(env, remotes),
      },
      listeners: [portListener(env, defaults)],
      extensionHooks: portHooks(env, defaults),
      portExtensions,
      sweep: () => adoptPorts(env),
    })
  },
})

/** Always there, as in Neutron: loaded without being named in `service_plugins`, unless `enable_security_group` is false. */
export const servicePackage: ServicePackage = {
  kind: 'service',
  name: NAME,
  fromIni: (ini) => {
    const problems: ConfigurationProblem[] = []
    const isEnabled = new IniSectionReader(ini, 'securitygroup', problems).boolean('enable_security_group') ?? true
    if (problems.length > 0) throw new ConfigurationError(problems)
    return isEnabled ? securityGroups() : undefined
  },
}
