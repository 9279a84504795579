/** Keeps the focus from being lost with the button of a notice that goes. */
export function leaveNotice() {
  document.addEventListener('htmx-after-swap', ({ detail }) => {
    const { pathname } = new URL(detail.ctx.request.action, location.href)
    if (pathname !== '/acknowledgements' || document.activeElement !== document.body) return
    const next = document.querySelector('#notice button, #content')
    next.focus({ preventScroll: true })
  })
}
