/** What takes the place of options of Neutron's that nobody needs here; one reason for several of them. */
export interface OptionNote {
  readonly section: string
  readonly options: readonly string[]
  /** A sentence without a full stop: what does their job, or that nothing does yet. */
  readonly instead: string
}

/** An option that asks for what is not here, in values that would matter. */
export interface OptionRefusal {
  readonly section: string
  readonly option: string
  /** Values that ask for nothing: they are what happens here anyway. Words without regard to case. */
  readonly harmless: readonly string[]
  readonly problem: string
  readonly remedy: string
}

export const note = (section: string, instead: string, options: string): OptionNote => ({
  section,
  options: options.split(/\s+/).filter((word) => word !== ''),
  instead,
})

export const FALSE: readonly string[] = ['false', '0', 'off', 'no']
export const TRUE: readonly string[] = ['true', '1', 'on', 'yes']
