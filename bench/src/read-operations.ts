/** Operations that change nothing (RFC 7047, 5.2). */
const IDLE = new Set(['select', 'wait', 'comment', 'assert', 'commit'])

interface Request {
  readonly method?: string
  readonly params?: readonly unknown[]
}

/** Finds changes in what is sent to a database (RFC 7047): JSON objects one after the other, nothing between. */
export class OperationReader {
  private text = ''
  private depth = 0
  private inString = false
  private escaped = false

  constructor(private readonly found: (operation: string) => void) {}

  read(chunk: Buffer): void {
    for (const character of chunk.toString('utf8')) {
      this.text += character
      if (this.inString) {
        if (this.escaped) this.escaped = false
        else if (character === '\\') this.escaped = true
        else if (character === '"') this.inString = false
      } else if (character === '"') this.inString = true
      else if (character === '{') this.depth += 1
      else if (character === '}' && --this.depth === 0) this.take()
    }
  }

  private take(): void {
    const { method, params = [] } = JSON.parse(this.text) as Request
    this.text = ''
    if (method !== 'transact') return
    for (const operation of params.slice(1) as readonly { readonly op: string; readonly table?: string }[])
      if (!IDLE.has(operation.op)) this.found(`${operation.op} ${operation.table ?? ''}`)
  }
}
