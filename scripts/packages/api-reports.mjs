import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { root } from '../setup/root.mjs'

const COMPILER_OPTIONS = {
  module: 'nodenext',
  moduleResolution: 'nodenext',
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
}

/** Every entry of every package: the name of its report, and the declarations that its users' compilers read. */
function entries() {
  return readdirSync(join(root, 'packages'))
    .sort()
    .flatMap((name) => {
      const folder = join(root, 'packages', name)
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      return Object.entries(manifest.exports).map(([entry, { types }]) => ({
        folder,
        name: entry === '.' ? 'index' : entry.slice(2).replaceAll('/', '-'),
        types: join(folder, types),
      }))
    })
}

function configOf({ folder, name, types }, reports) {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS, files: [types] } },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: reports,
        reportTempFolder: join(reports, 'temp'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // Reports tell what is there; whether it is written well is for the linter.
      messages: {
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
      newlineKind: 'lf',
    },
    packageJsonFullPath: join(folder, 'package.json'),
  })
}

/**
 * What each entry of each package hands out, as text that is reviewed.
 * @param work an empty folder
 * @returns by the file that should say so, relative to the root
 */
export function apiReports(work) {
  const wanted = entries().map((entry, n) => {
    const reports = join(work, String(n))
    mkdirSync(join(reports, 'temp'), { recursive: true })
    return { ...entry, reports, config: configOf(entry, reports) }
  })
  // One program for all: most of the time goes into reading the same declarations.
  const compilerState = CompilerState.create(wanted[0].config, {
    additionalEntryPoints: wanted.map((one) => one.types),
  })
  return new Map(wanted.map((one) => [join(one.folder, 'api', `${one.name}.api.md`), extract(one, compilerState)]))
}

function extract({ name, reports, config }, compilerState) {
  Extractor.invoke(config, {
    localBuild: true,
    compilerState,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error
    },
  })
  const text = readFileSync(join(reports, `${name}.api.md`), 'utf8')
  rmSync(reports, { recursive: true })
  return text
}
