/** A UUID as a number of 128 bits, which four registers hold: `0x1f2d7b47c4114858b339121cf26ec725`. */
export const wordOfUuid = (uuid: string): string =>
  `0x${uuid
    .replaceAll('-', '')
    .toLowerCase()
    .replace(/^0+(?=.)/, '')}`

export const uuidOfWord = (word: string): string =>
  word
    .slice(2)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
