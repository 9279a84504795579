/** Says how many books a narrower list has, and keeps the focus from being lost with the link that was followed. */
export function keepNarrowing() {
  document.addEventListener('htmx-after-swap', ({ detail }) => {
    if (detail.ctx.select !== '#results') return
    const results = document.querySelector('#results')

    const said = results.querySelector('.tally, .empty p')
    document.querySelector('#announcement').textContent = said.textContent.trim()
    if (document.activeElement === document.body) results.focus({ preventScroll: true })
  })
}
