/** Options as `ml2_conf.ini` gives them: section → option → raw values (several when repeated). */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>
