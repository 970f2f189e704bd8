// Folders of one package that import each other, directly or around. Files have no circles (dependency-cruiser sees them);
// folders that have one are no rooms with a direction: nobody can say what stands on what.
import { dirname, join } from 'node:path/posix'

/**
 * @param {ReadonlyMap<string, readonly string[]>} imports file → relative imports, as they are written
 * @returns {readonly { folders: readonly string[], arrows: readonly string[] }[]} circles; an arrow names one import of several
 */
export function folderCircles(imports) {
  /** @type {Map<string, Map<string, string[]>>} folder → folder → imports that say so */
  const arrows = new Map()
  for (const [file, targets] of imports) {
    const from = dirname(file)
    for (const target of targets) {
      const path = join(from, target)
      const to = dirname(path)
      if (to === from) continue
      const row = arrows.get(from) ?? new Map()
      arrows.set(from, row.set(to, [...(row.get(to) ?? []), `${file} → ${path}`]))
    }
  }
  return components(arrows)
    .filter(({ length }) => length > 1)
    .map((folders) => ({
      folders: folders.toSorted(),
      arrows: folders
        .toSorted()
        .flatMap((from) =>
          [...(arrows.get(from) ?? [])]
            .filter(([to]) => folders.includes(to))
            .map(
              ([to, [first, ...more]]) =>
                `${from} → ${to}: ${first}${more.length > 0 ? ` and ${more.length} more` : ''}`,
            ),
        ),
    }))
}

/** Strongly connected components (Tarjan). */
function components(arrows) {
  const found = []
  const index = new Map()
  const low = new Map()
  const path = []
  const visit = (node) => {
    index.set(node, index.size)
    low.set(node, index.get(node))
    path.push(node)
    for (const next of arrows.get(node)?.keys() ?? []) {
      if (!index.has(next)) {
        visit(next)
        low.set(node, Math.min(low.get(node), low.get(next)))
      } else if (path.includes(next)) low.set(node, Math.min(low.get(node), index.get(next)))
    }
    if (low.get(node) === index.get(node)) found.push(path.splice(path.indexOf(node)))
  }
  for (const node of arrows.keys()) if (!index.has(node)) visit(node)
  return found
}
