import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/root.mjs'
import { run, SetupError } from '../setup/run.mjs'

/** Packs one workspace package with pnpm, which is what rewrites `workspace:`, `catalog:` and `publishConfig`. */
export async function pack(folder, destination) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packed = await run('npx', ['--yes', packageManager, 'pack', '--json', '--pack-destination', destination], {
    cwd: folder,
  })
  if (packed.code !== 0) throw new SetupError(`${folder} cannot be packed\n${packed.output}`)
  const { filename, files } = JSON.parse(packed.output.slice(packed.output.indexOf('{')))
  const { output } = await run('tar', ['-xzOf', filename, 'package/package.json'])
  const tarball = { filename, files: files.map((file) => file.path), manifest: JSON.parse(output) }
  inspect(tarball)
  return tarball
}

/** What publint does not see. */
function inspect({ files, manifest }) {
  const complain = (what) => {
    throw new SetupError(`${manifest.name}: ${what}`)
  }
  for (const file of ['LICENSE', 'README.md'])
    if (!files.includes(file)) complain(`${file} is missing from the tarball`)
  const foreign = files.find(
    (file) => !/^(dist\/|src\/|bin\/|guest\/|docs\/|package\.json$|LICENSE$|README\.md$|CHANGELOG\.md$)/.test(file),
  )
  if (foreign !== undefined) complain(`${foreign} does not belong into the tarball`)
  for (const [entry, conditions] of Object.entries(manifest.exports)) {
    for (const [condition, target] of Object.entries(conditions)) {
      if (!files.includes(target.replace('./', '')))
        complain(`exports["${entry}"].${condition} points at ${target}, which is not packed`)
    }
  }
  for (const kind of ['dependencies', 'peerDependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, range] of Object.entries(manifest[kind] ?? {})) {
      if (/^(workspace|catalog):/.test(range)) complain(`${kind}["${name}"] is still ${range}`)
    }
  }
}
