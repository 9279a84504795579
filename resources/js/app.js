import htmx from 'htmx.org'
import { countDown } from './kiosk.js'
import { leaveNotice } from './notice.js'
import { followReadingList } from './reading_list.js'
import { keepNarrowing } from './results.js'
import { suggest } from './suggestions.js'

// Going back asks the server: what is on a shelf or on the list may have changed
htmx.config.history = 'reload'
addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
// Names of attributes must have no colon to be valid HTML; this holds for events too
htmx.config.metaCharacter = '-'

followReadingList()
keepNarrowing()
leaveNotice()

for (const row of document.querySelectorAll('[data-suggestions]')) {
  suggest(row)
}

const print = document.querySelector('[data-print]')
if (print) {
  print.hidden = false
  print.addEventListener('click', () => globalThis.print())
}

const timer = document.querySelector('[data-idle-seconds]')
if (timer) countDown(timer)
