/** The part of a file's text that is being looked at, and in which line it begins. */
export class TextBuffer {
  text = ''
  position = 0
  line = 1
  newline = '\n'

  add(piece: string) {
    this.text = this.text.slice(this.position) + piece
    this.position = 0
  }

  /** The text up to there, which is not looked at any more. */
  take(end: number) {
    const taken = this.text.slice(this.position, end)
    let newline = this.text.indexOf(this.newline, this.position)
    while (newline !== -1 && newline < end) {
      this.line++
      newline = this.text.indexOf(this.newline, newline + 1)
    }
    this.position = end
    return taken
  }
}
