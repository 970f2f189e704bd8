import type { IniSections } from '../base/ini-sections.ts'

/**
 * INI sections that hold nothing and remember which options they are asked for. Whoever reads them tells what it reads, so that
 * no list of options has to be kept beside the code that reads them.
 */
export class RecordedReads extends Map<string, ReadonlyMap<string, readonly string[]>> implements IniSections {
  readonly #asked = new Map<string, Set<string>>()

  override get(section: string): ReadonlyMap<string, readonly string[]> {
    const asked = this.#asked.get(section) ?? new Set<string>()
    this.#asked.set(section, asked)
    return new RecordedSection(asked)
  }

  override has(): boolean {
    return true
  }

  /** Section → options that somebody asked for, in alphabetical order. */
  get asked(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.#asked].map(([section, options]) => [section, [...options].sort()]))
  }
}

class RecordedSection extends Map<string, readonly string[]> {
  readonly #asked: Set<string>

  constructor(asked: Set<string>) {
    super()
    this.#asked = asked
  }

  override get(option: string): undefined {
    this.#asked.add(option)
    return undefined
  }

  override has(option: string): boolean {
    this.#asked.add(option)
    return false
  }
}
