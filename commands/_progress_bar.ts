const WIDTH = 30

/** A bar on a terminal, for what takes longer than a second; elsewhere it shows nothing. */
export class ProgressBar {
  readonly #began = performance.now()
  #shown = 0

  constructor(readonly stream: NodeJS.WriteStream) {}

  show(fraction: number, text: string) {
    const now = performance.now()
    if (!this.stream.isTTY || now - this.#began < 1_000 || now - this.#shown < 100) return
    this.#shown = now
    const done = Math.round(Math.min(fraction, 1) * WIDTH)
    const bar = '█'.repeat(done) + '░'.repeat(WIDTH - done)
    this.stream.write(`\r\u001B[K${bar} ${Math.floor(Math.min(fraction, 1) * 100)} %  ${text}`)
  }

  end() {
    if (this.#shown > 0) this.stream.write('\r\u001B[K')
    this.#shown = 0
  }
}
