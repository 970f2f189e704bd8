import type { IniSections, Ml2Options } from '@netloom/core'
export interface IniConfig { readonly sections: IniSections }
export interface Ml2Ini { readonly options: Partial<Ml2Options>; readonly typeDrivers: readonly string[]; readonly mechanismDrivers: readonly string[]; readonly extensionDrivers: readonly string[] }
export function readIniFiles(files: readonly { path: string; text: string }[]): IniConfig {
  const sections = new Map<string, Map<string, string[]>>()
  for (const { text } of files) {
    let section = 'DEFAULT'
    for (const raw of text.split('\n')) {
      const line = raw.trim()
      if (line === '' || line.startsWith('#')) continue
      const head = /^\[(.+)\]$/.exec(line)
      if (head) { section = head[1] ?? ''; continue }
      const [key, ...value] = line.split('=')
      const options = sections.get(section) ?? new Map<string, string[]>()
      sections.set(section, options.set((key ?? '').trim(), [value.join('=').trim()]))
    }
  }
  return { sections }
}
export function readMl2Ini({ sections }: IniConfig): Ml2Ini {
  const ml2 = sections.get('ml2')
  const list = (...names: string[]): string[] => (names.map((name) => ml2?.get(name)?.at(-1)).find((v) => v !== undefined) ?? '').split(',').map((v) => v.trim()).filter(Boolean)
  return { options: { projectNetworkTypes: list('project_network_types', 'tenant_network_types') }, typeDrivers: list('type_drivers'), mechanismDrivers: list('mechanism_drivers'), extensionDrivers: [] }
}
export function unknownOptions(_ini: IniConfig, _known: unknown): readonly { where: string; problem: string }[] { return [] }
