/** As many as the text kiosk.warning tells. */
const WARNING_SECONDS = 30
/** So often, at most, the server is told that somebody types or scrolls, in milliseconds. */
const PAUSE = 5_000

/**
 * Counts a shared terminal's idle time down, aloud when it is nearly over, and
 * then leaves for the page where the terminal rests. Each request starts it
 * anew. Typing and scrolling make none by themselves, so this makes one.
 */
export function countDown(timer) {
  const idleSeconds = Number(timer.dataset.idleSeconds)
  let end
  restart()
  document.addEventListener('htmx-after-request', restart)
  for (const use of ['input', 'keydown', 'pointerdown', 'scroll', 'wheel']) {
    addEventListener(use, tellServer, { passive: true, capture: true })
  }

  setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000))
    timer.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
    if (left === WARNING_SECONDS) {
      const { warning } = timer.closest('.kiosk').dataset
      document.querySelector('#announcement').textContent = warning
    }
    // the server counts from a moment later than this page does
    if (Date.now() > end + 2000) location.replace('/visit/ended')
  }, 1000)

  function restart() {
    end = Date.now() + idleSeconds * 1000
  }

  function tellServer() {
    if (Date.now() < end - idleSeconds * 1000 + PAUSE) return
    restart()
    // A whole page: for HEAD the server saves nothing, the new end of the session neither
    void fetch('/preferences')
  }
}
