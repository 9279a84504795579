/** Says aloud what was done to the reading list, and keeps the focus where the button was. */
export function followReadingList() {
  document.addEventListener('htmx-after-swap', ({ detail }) => {
    if (detail.ctx.select !== '#reading-list') return
    const { said, focus } = document.querySelector('#reading-list')?.dataset ?? {}
    // The answer was another page, or does not say what was done
    if (!focus) return location.reload()
    document.querySelector('#announcement').textContent = said
    if (document.activeElement === document.body) document.querySelector(focus)?.focus()
  })
}
