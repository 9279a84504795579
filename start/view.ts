import app from '@adonisjs/core/services/app'
import edge from 'edge.js'
import { DateTime } from 'luxon'
import { drawCover } from '#covers/cover'
import { formatIsbn } from '#models/isbn'

/** Edge lists the components anew for every request, and but for a build reads each template anew: only while developing do they change. */
if (!app.inDev) {
  edge.configure({ cache: true })
  const components = edge.loader.listComponents()
  edge.loader.listComponents = () => components
}

const numbers = new Intl.NumberFormat('en')

edge.global('number', (value: number) => numbers.format(value))

/** "1 copy", "2 copies", "0 copies". */
edge.global('count', (value: number, noun: string, plural = `${noun}s`) =>
  [numbers.format(value), value === 1 ? noun : plural].join(' ')
)

/** "3 Dec 2026" */
edge.global('day', (date: DateTime) => date.setLocale('en-GB').toFormat('d LLL yyyy'))

/** "3 Dec 2026, 14:05", in the time of the machine. */
edge.global('moment', (date: Date) =>
  DateTime.fromJSDate(date).setLocale('en-GB').toFormat('d LLL yyyy, HH:mm')
)

edge.global('isbn', formatIsbn)

/** Text without the control characters that XML 1.0 has no way to write. */
edge.global('xmlText', (text: string) =>
  text.toWellFormed().replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '')
)

edge.global('drawCover', drawCover)

/** Facts for machines, as a script of data that nothing in them can end. */
edge.global('jsonLd', (facts: object) =>
  JSON.stringify({ '@context': 'https://schema.org', ...facts }).replace(/</g, '\\u003c')
)
