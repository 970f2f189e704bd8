import { describe, expect, it } from 'vitest'
import { folderCircles } from '../lint/folder-circles.mjs'

const circles = (imports) => folderCircles(new Map(Object.entries(imports)))

describe('folder circles', () => {
  it('finds two folders that import each other through different files', () => {
    expect(circles({ 'a/one.ts': ['../b/two.ts'], 'b/three.ts': ['../a/four.ts'], 'b/two.ts': [] })).toEqual([
      { folders: ['a', 'b'], arrows: ['a → b: a/one.ts → b/two.ts', 'b → a: b/three.ts → a/four.ts'] },
    ])
  })

  it('finds a way around through a third folder, and counts imports of one arrow', () => {
    const [circle] = circles({
      'a/x.ts': ['../b/x.ts', '../b/y.ts'],
      'b/x.ts': ['../c/x.ts'],
      'c/x.ts': ['../a/x.ts'],
      'd/x.ts': ['../a/x.ts'],
    })
    expect(circle.folders).toEqual(['a', 'b', 'c'])
    expect(circle.arrows[0]).toBe('a → b: a/x.ts → b/x.ts and 1 more')
  })

  it('counts a folder and one inside it as two, and the root as one', () => {
    expect(circles({ 'a/x.ts': ['./in/x.ts'], 'a/in/y.ts': ['../z.ts'] })[0].folders).toEqual(['a', 'a/in'])
    expect(circles({ 'main.ts': ['./a/x.ts'], 'a/x.ts': ['../failure.ts'] })[0].folders).toEqual(['.', 'a'])
  })

  it('finds nothing in a staircase', () => {
    expect(circles({ 'index.ts': ['./a/x.ts', './b/x.ts'], 'a/x.ts': ['../b/x.ts', './y.ts'], 'a/y.ts': [] })).toEqual(
      [],
    )
  })
})
