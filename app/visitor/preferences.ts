import type { I18n } from '@adonisjs/i18n'
import type { Session } from '@adonisjs/session'
import { isSpoken, spokenLanguages, textsIn } from '#languages/speech'
import { languageNameOf } from '#languages/words'
import { PLAIN_ORDERS } from '#search/address'
import { LAYOUTS, type Layout, PAGE_SIZES, type Usual, readChoice } from '#search/list_parameters'

const KEY = 'preferences'

/** Besides a language. */
const CHOICES = {
  theme: ['auto', 'light', 'dark'],
  text: ['normal', 'large', 'larger'],
  layout: LAYOUTS,
  sort: PLAIN_ORDERS,
  per_page: PAGE_SIZES.map(String),
}

/** The texts that name the preferences. */
export const LABELS = {
  language: 'words.language',
  theme: 'preferences.theme',
  text: 'text_sizes.label',
  layout: 'preferences.layout',
  sort: 'preferences.sort',
  per_page: 'preferences.per_page',
}

type Preference = keyof typeof LABELS
type Values = Record<Preference, string>

const DEFAULTS: Values = {
  language: 'auto',
  theme: 'auto',
  text: 'normal',
  layout: 'list',
  sort: 'title',
  per_page: '20',
}

/** All that can be chosen, in words. */
export function choicesIn(i18n: I18n): Record<Preference, Record<string, string>> {
  const inWords = (values: readonly string[], section: string) =>
    Object.fromEntries(values.map((value) => [value, i18n.t(`${section}.${value}`)]))
  return {
    language: { auto: i18n.t('languages.auto'), ...languageNames() },
    theme: inWords(CHOICES.theme, 'themes'),
    text: inWords(CHOICES.text, 'text_sizes'),
    layout: inWords(CHOICES.layout, 'layouts'),
    sort: inWords(CHOICES.sort, 'orders'),
    per_page: Object.fromEntries(CHOICES.per_page.map((size) => [size, size])),
  }
}

/** The languages that the site speaks, each by its own name: "Deutsch". */
export function languageNames() {
  const names = spokenLanguages().map((code) => {
    const name = languageNameOf(textsIn(code), code, code)
    return [code, name.replace(/^./u, (letter) => letter.toLocaleUpperCase(code))]
  })
  return Object.fromEntries(names) as Record<string, string>
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
  const { language } = wishes
  const choices = Object.entries(CHOICES).map(([name, all]) => [
    name,
    readChoice<string>(wishes[name], all),
  ])
  return {
    ...((language === 'auto' || isSpoken(language)) && { language }),
    ...Object.fromEntries(choices.filter(([, value]) => value !== null)),
  }
}
