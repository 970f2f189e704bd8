// Compares what every package hands out with the reports that were reviewed: packages/*/api/*.api.md. A change of a public
// name or type shows in the diff of its commit. `--write` writes the reports anew.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { apiReports } from './packages/api-reports.mjs'
import { compile } from './setup/compile.mjs'
import { root } from './setup/root.mjs'

/** Reports that are there. */
const present = () =>
  readdirSync(join(root, 'packages')).flatMap((name) => {
    const folder = join(root, 'packages', name, 'api')
    return existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : []
  })

await compile(() => undefined)
const work = mkdtempSync(join(tmpdir(), 'netloom-api-'))
try {
  const wanted = apiReports(work)
  const stale = [...wanted].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
  const left = present().filter((file) => !wanted.has(file))
  if (process.argv.includes('--write')) {
    for (const file of left) rmSync(file)
    for (const [file, text] of stale) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    console.log(`ok  ${String(stale.length)} of ${String(wanted.size)} reports written, ${String(left.length)} removed`)
  } else {
    for (const file of [...stale.map(([name]) => name), ...left]) {
      console.error(`api: ${relative(root, file)} is not what the package hands out; look at: npm run api && git diff`)
    }
    if (stale.length + left.length === 0) console.log(`ok  ${String(wanted.size)} entries hand out what was reviewed`)
    else process.exitCode = 1
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
