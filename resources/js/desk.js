const AGAIN = 2_000
/** When the member at the desk is closed without use: see app/desk/at_desk.ts. */
const IDLE = 5 * 60_000
/** Under which this browser keeps that scans were not done. */
const NOT_DONE = 'desk-not-done'

const desk = document.querySelector('#desk')
const box = document.querySelector('#box')
const field = document.querySelector('#typed')
const said = document.querySelector('#said')

/** What was sent and is not answered yet, in order. What a scan has done is not done again. */
const waiting = []
let isSending = false
let idle

document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event
  if (!desk.contains(form)) return
  event.preventDefault()
  const body = new FormData(form, submitter)
  if (form === box) {
    // A scanner may press Enter twice
    if (!field.value.trim() && !body.has('yes')) return
    field.value = ''
  }
  send({ action: form.action, body: new URLSearchParams(body) })
})

document.addEventListener('keydown', ({ key, target }) => {
  // Which leaves a date as it was
  if (key !== 'Escape' || target.type === 'date') return
  const no = document.querySelector('#no')
  if (field.value) field.value = ''
  else if (no) send({ action: no.href })
  else document.querySelector('#close')?.requestSubmit()
})

if (sessionStorage.getItem(NOT_DONE)) tellNotDone()
sessionStorage.removeItem(NOT_DONE)
addEventListener('beforeunload', (event) => waiting.length > 0 && event.preventDefault())
restIn()

function send(scan) {
  // A yes or a no goes before what was scanned after the question
  const isAnswer = !scan.body || (scan.body.has('yes') && !scan.body.get('typed').trim())
  if (isAnswer) waiting.unshift(scan)
  else waiting.push(scan)
  field.focus()
  void sendAll()
}

async function sendAll() {
  if (isSending) return
  isSending = true
  while (waiting.length > 0) {
    const [scan] = waiting
    const answer = await ask(scan)
    if (!answer) {
      if (said.textContent !== desk.dataset.waits) said.textContent = desk.dataset.waits
      await new Promise((resolve) => setTimeout(resolve, AGAIN))
      continue
    }
    waiting.splice(waiting.indexOf(scan), 1)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    if (page.querySelector('#desk')) show(page)
    else if (answer.redirected) return leave(answer.url)
    else said.textContent = page.querySelector('h1')?.textContent ?? ''
    if (document.querySelector('#no')) break
    if (waiting.length > 0 && document.querySelector('.said-refused')) {
      // Else the next sentence would hide it; and what was meant for this member is for no other
      waiting.length = 0
      tellNotDone()
    }
  }
  isSending = false
}

function tellNotDone() {
  said.append(Object.assign(document.createElement('p'), { textContent: desk.dataset.notDone }))
}

/** For the sign-in, when that ended. */
function leave(address) {
  sessionStorage.setItem(NOT_DONE, '1')
  waiting.length = 0
  location.assign(address)
}

/** The answer; nothing where there is none, or one that it is too early. */
async function ask({ action, body }) {
  // Of the member that is at the desk now, and not of the one when it was typed
  body?.has('at') && body.set('at', box.elements.at.value)
  try {
    const answer = await fetch(action, body && { method: 'POST', body })
    return [429, 502, 503, 504].includes(answer.status) ? null : answer
  } catch {
    return null
  }
}

function show(page) {
  for (const id of ['box-facts', 'said', 'desk-rest']) {
    const part = document.getElementById(id)
    part.replaceChildren(...page.getElementById(id).childNodes)
  }
  const fault = document.querySelector('[aria-invalid]')
  if (fault) fault.focus()
  else if (document.activeElement === document.body) field.focus()
  restIn()
}

/** Nobody else is to see whose books these are. */
function restIn() {
  clearTimeout(idle)
  idle = setTimeout(
    () => document.querySelector('#close') && location.replace('/desk'),
    IDLE + 1_000
  )
}
