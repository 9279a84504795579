/** Shows what was made of a list: from its beginning, said aloud, and without losing the focus. */
export function keepNarrowing() {
  document.addEventListener('change', ({ target }) => {
    if (target.matches('.filters select')) target.form.requestSubmit()
  })

  document.addEventListener('htmx-after-swap', ({ detail }) => {
    if (detail.ctx.select !== '#results') return
    const results = document.querySelector('#results')

    const said = results.querySelector('.tally, .empty p')
    document.querySelector('#announcement').textContent = said.textContent.trim()
    if (document.activeElement === document.body) results.focus({ preventScroll: true })
    if (results.getBoundingClientRect().top < 0) results.scrollIntoView()
  })
}
