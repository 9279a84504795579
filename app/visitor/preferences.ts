import type { Session } from '@adonisjs/session'
import { PLAIN_ORDERS } from '#search/address'
import { LAYOUTS, type Layout, PAGE_SIZES, type Usual, readChoice } from '#search/list_parameters'

const KEY = 'preferences'

export const CHOICES = {
  theme: { auto: 'Same as the device', light: 'Light', dark: 'Dark' },
  text: { normal: 'Normal', large: 'Large', larger: 'Larger' },
  layout: LAYOUTS,
  sort: PLAIN_ORDERS,
  per_page: Object.fromEntries(PAGE_SIZES.map((size) => [String(size), String(size)])),
} as const

export const LABELS = {
  theme: 'Colours',
  text: 'Text size',
  layout: 'Books shown as',
  sort: 'Order of books',
  per_page: 'Books per page',
}

type Preference = keyof typeof CHOICES
type Values = Record<Preference, string>

const DEFAULTS: Values = {
  theme: 'auto',
  text: 'normal',
  layout: 'list',
  sort: 'title',
  per_page: '20',
}

/** How a visitor wants the site; only what differs from the defaults is remembered. */
export class Preferences {
  constructor(private readonly session: Session) {}

  get values(): Values {
    return { ...DEFAULTS, ...this.chosen }
  }

  get chosen(): Partial<Values> {
    return sensible(this.session.get(KEY, {}))
  }

  /** Those chosen for lists, which hold where the address does not say otherwise. */
  get ofLists(): Usual {
    const { sort, layout, per_page: perPage } = this.chosen
    return {
      sort,
      layout: layout as Layout | undefined,
      perPage: perPage ? Number(perPage) : undefined,
    }
  }

  /** Remembers those that are among the choices; whatever else is sent is left as it is. */
  save(wishes: Record<string, unknown>) {
    const wanted = Object.entries({ ...this.chosen, ...sensible(wishes) })
    const others = wanted.filter(([name, value]) => value !== DEFAULTS[name as Preference])
    if (others.length > 0) this.session.put(KEY, Object.fromEntries(others))
    else this.session.forget(KEY)
  }
}

function sensible(wishes: Record<string, unknown>): Partial<Values> {
  const choices = Object.entries(CHOICES).map(([name, all]) => [
    name,
    readChoice(wishes[name], all),
  ])
  return Object.fromEntries(choices.filter(([, value]) => value !== null))
}
