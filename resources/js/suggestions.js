const PAUSE = 120
const SHORTEST = 2

/**
 * Makes the search box of this row a combobox with a list of suggestions, as
 * the ARIA Authoring Practices describe it. Without it the form simply works.
 */
export function suggest(row) {
  const input = row.querySelector('input')
  const status = row.parentElement.querySelector('[data-suggestions-status]')
  const counts = status.dataset.suggestionsStatus.split('|')
  const list = document.createElement('ul')
  let pause
  let asking
  let active = -1

  list.id = `${input.id}-suggestions`
  list.className = 'suggestions'
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', row.dataset.suggestionsLabel)
  list.hidden = true
  row.append(list)
  input.setAttribute('role', 'combobox')
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-controls', list.id)
  input.setAttribute('aria-expanded', 'false')

  function close() {
    clearTimeout(pause)
    asking?.abort()
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    activate(-1)
  }

  function activate(index) {
    active = index
    for (const [at, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(at === index))
    }
    if (index < 0) input.removeAttribute('aria-activedescendant')
    else input.setAttribute('aria-activedescendant', list.children[index].id)
    list.children[index]?.scrollIntoView({ block: 'nearest' })
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(optionOf))
    list.hidden = suggestions.length === 0
    input.setAttribute('aria-expanded', String(!list.hidden))
    activate(-1)
    status.textContent = counts[suggestions.length]
  }

  function optionOf({ text, detail, address }, index) {
    const option = document.createElement('li')
    const small = document.createElement('small')
    option.id = `${list.id}-${index}`
    option.setAttribute('role', 'option')
    option.dataset.address = address
    option.dir = 'auto'
    small.textContent = detail
    option.append(text, ' ', small)
    return option
  }

  async function ask() {
    asking?.abort()
    asking = new AbortController()
    const address = `${row.dataset.suggestions}&q=${encodeURIComponent(input.value)}`
    try {
      const response = await fetch(address, { signal: asking.signal })
      if (response.ok) show(await response.json())
    } catch (error) {
      if (error.name !== 'AbortError') close()
    }
  }

  input.addEventListener('input', () => {
    clearTimeout(pause)
    if (input.value.trim().length < SHORTEST) close()
    else pause = setTimeout(ask, PAUSE)
  })

  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    const last = list.children.length - 1
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault()
      close()
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault()
      location.assign(list.children[active].dataset.address)
    } else if (event.key === 'ArrowDown' && !list.hidden) {
      event.preventDefault()
      activate(active === last ? -1 : active + 1)
    } else if (event.key === 'ArrowUp' && !list.hidden) {
      event.preventDefault()
      activate(active === -1 ? last : active - 1)
    } else if (event.key === 'Tab') {
      close()
    }
  })

  input.addEventListener('blur', close)
  list.addEventListener('pointerdown', (event) => event.preventDefault())
  list.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]')
    if (option) location.assign(option.dataset.address)
  })
}
