/** Section → names of the options it may have. */
export type OptionCatalogue = Readonly<Record<string, readonly string[]>>
