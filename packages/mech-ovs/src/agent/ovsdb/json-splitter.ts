import { StringDecoder } from 'node:string_decoder'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d

/** Cuts a stream into JSON objects. RFC 7047 puts them one behind the other, with nothing in between. */
export class JsonSplitter {
  private readonly decoder = new StringDecoder('utf8')
  private text = ''
  private at = 0
  private depth = 0
  private quoted = false

  /** The objects that end in this chunk. @throws {SyntaxError} on anything that is no JSON. */
  push(chunk: Buffer): readonly unknown[] {
    const found: unknown[] = []
    this.text += this.decoder.write(chunk)
    let start = 0
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at)
      if (this.quoted) {
        // What is escaped is at most a quote: whatever it is, it does not end the string.
        if (code === BACKSLASH) this.at++
        else if (code === QUOTE) this.quoted = false
      } else if (code === QUOTE) this.quoted = true
      else if (code === OPEN) this.depth++
      else if (code === CLOSE && --this.depth === 0) {
        found.push(JSON.parse(this.text.slice(start, this.at + 1)))
        start = this.at + 1
      }
    }
    this.text = this.text.slice(start)
    this.at -= start
    return found
  }
}
