import app from '@adonisjs/core/services/app'
import edge from 'edge.js'
import string from '@adonisjs/core/helpers/string'
import type { I18n } from '@adonisjs/i18n'
import type { DateTime } from 'luxon'
import { today } from '#clock'
import { dialled } from '#about/facts'
import type { Hours, Opening } from '#about/opening_hours'
import { formatIsbn } from '#catalogue/isbn'
import { drawCover } from '#covers/cover'
import { drawSpines } from '#covers/spines'
import { openingOf, weekOf } from '#languages/hours'
import { lifespanOf, longDateOf } from '#languages/life_dates'
import { spokenLanguages, textsIn } from '#languages/speech'
import {
  availabilityOf,
  bylineOf,
  dayOf,
  directionOf,
  languageNameOf,
  listOf,
  momentOf,
  nameOf,
  yearOf,
} from '#languages/words'
import type Author from '#models/author'
import type Book from '#models/book'
import type Genre from '#models/genre'
import type Library from '#models/library'
import { partOf } from '#pages/parts'
import { toBooksAddress } from '#search/address'
import { LAYOUTS } from '#search/list_parameters'
import { asPhrase } from '#search/query'
import { languageNames } from '#visitor/preferences'
import { authorFacts, bookFacts, libraryFacts } from '#start/schema_org'

/** Edge lists the components anew for every request, and but for a build reads each template anew: only while developing do they change. */
if (!app.inDev) {
  edge.configure({ cache: true })
  const components = edge.loader.listComponents()
  edge.loader.listComponents = () => components
}

type Availability = [copies: number, available: number, dueBack?: string | null]

/** What a template sees, as far as the functions below go by it. */
interface Page {
  i18n: I18n
  library: Library
}

edge.global('number', function (this: Page, value: number) {
  return this.i18n.formatNumber(value)
})
edge.global('year', function (this: Page, value: number) {
  return yearOf(this.i18n, value)
})
edge.global('day', function (this: Page, date: DateTime) {
  return dayOf(this.i18n, date)
})
edge.global('moment', function (this: Page, date: Date) {
  return momentOf(this.i18n, date)
})
edge.global('availability', function (this: Page, ...facts: Availability) {
  return availabilityOf(this.i18n, ...facts)
})
edge.global('languageName', function (this: Page, code: string, name: string) {
  return languageNameOf(this.i18n, code, name)
})
edge.global('byline', function (this: Page, { authors }: Book) {
  return bylineOf(this.i18n, authors)
})
edge.global('listed', function (this: Page, words: string[]) {
  return listOf(this.i18n, words)
})
edge.global('lifespan', function (this: Page, author: Author) {
  return lifespanOf(this.i18n, author)
})
edge.global('longDate', function (this: Page, iso: string | null) {
  return longDateOf(this.i18n, iso)
})
edge.global('libraryName', function (this: Page) {
  return nameOf(this.i18n, this.library)
})
edge.global('opening', function (this: Page, state: Opening) {
  return openingOf(this.i18n, state)
})
edge.global('week', function (this: Page, hours: Hours) {
  return weekOf(this.i18n, hours)
})
edge.global('dialled', dialled)
edge.global('spokenLanguages', spokenLanguages)
edge.global('languageNames', languageNames)
edge.global('direction', function (this: Page) {
  return directionOf(this.i18n)
})

/**
 * A text with marks in it, as HTML: what stands between `<link>` and `</link>` becomes what stands
 * between the tags given for "link". Values are escaped before they are put in, so that what a
 * visitor typed is never taken for a mark.
 */
edge.global(
  'marked',
  function (this: Page, key: string, values: object, marks: Record<string, string>) {
    const safe = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? string.escapeHTML(value) : value,
    ])
    return this.i18n
      .t(key, Object.fromEntries(safe))
      .replace(/<(\/?)(\w+)>|</g, (mark, isEnd: string, name: string) => {
        if (!name || !Object.hasOwn(marks, name)) return string.escapeHTML(mark)
        return isEnd ? `</${marks[name].match(/\w+/)![0]}>` : marks[name]
      })
  }
)

edge.global('isbn', formatIsbn)

/** Text without the control characters that XML 1.0 has no way to write. */
edge.global('xmlText', (text: string) =>
  text.toWellFormed().replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '')
)

/** At most so many characters of a text. */
edge.global('beginning', (text: string, most: number) => {
  const characters = [...text]
  return characters.length > most
    ? `${characters
        .slice(0, most - 1)
        .join('')
        .trim()}…`
    : text
})

/** The cover that is drawn for a book, whose authors and genres have to be loaded. */
edge.global('coverOf', function (this: Page, { title, authors, genres, languageCode }: Book) {
  return drawCover({
    title,
    byline: bylineOf(this.i18n, authors),
    edition: bylineOf(textsIn('en'), authors),
    language: languageCode,
    genre: genres[0]?.name ?? '',
  })
})

edge.global('drawCover', drawCover)

edge.global('layouts', LAYOUTS)

/** The backs of as many books of a genre as a short shelf holds. */
edge.global('spinesOf', ({ name, books }: Genre['shelf']) => drawSpines(name, books))

edge.global('today', today)
edge.global('partOf', function (this: Page, template: string, facts: Record<string, unknown>) {
  return partOf(this, template, facts)
})
edge.global('seriesAddress', (series: string) => toBooksAddress({ text: asPhrase(series) }))

edge.global('authorFacts', authorFacts)
edge.global('bookFacts', bookFacts)
edge.global('libraryFacts', function (this: Page) {
  return libraryFacts(this.library, nameOf(this.i18n, this.library))
})

/** Facts for machines, as a script of data that nothing in them can end. */
edge.global('jsonLd', (facts: object) =>
  JSON.stringify({ '@context': 'https://schema.org', ...facts }).replace(/</g, '\\u003c')
)
