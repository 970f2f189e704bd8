import { InvalidInputError } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'

/** What a request may name: no tag twice, none too long, not too many. @throws {InvalidInputError} */
export function checkTags(tags: readonly string[]): void {
  requireTagsFit(tags)
  const seen = new Set<string>()
  for (const tag of tags) {
    if (seen.has(tag)) throw new InvalidInputError(`Duplicate items in the list: '${tag}'`)
    seen.add(tag)
    // four UTF-16 units at most for one character of a tag that fits
    if (tag.length > LIMITS.tagCharacters * 4 || Array.from(tag).length > LIMITS.tagCharacters) {
      throw new InvalidInputError(`'${tag.slice(0, 1_000)}' exceeds maximum length of ${String(LIMITS.tagCharacters)}`)
    }
  }
}

/** All tags of an object, however they came to it. @throws {InvalidInputError} */
export function requireTagsFit(tags: readonly string[]): void {
  if (tags.length > LIMITS.tags) {
    throw new InvalidInputError(`The number of tags exceed the per-resource limit of ${String(LIMITS.tags)}`)
  }
}
