import { configurationText, type HaproxyConfiguration } from './configuration.ts'

/** What a process must read anew for: all but the servers of backends, which it is told of while it runs. */
export const structureText = ({ sections }: HaproxyConfiguration): string =>
  configurationText({
    sections: sections.map((section) => ({
      ...section,
      directives: section.directives.filter(([keyword]) => keyword !== 'server'),
    })),
  })
