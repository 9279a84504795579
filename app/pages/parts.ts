import app from '@adonisjs/core/services/app'
import edge from 'edge.js'
import type { I18n } from '@adonisjs/i18n'
import { LRUCache } from 'lru-cache'
import { today } from '#clock'
import type Library from '#models/library'
import { ShownBook } from '#models/shown_book'

/** In characters, of which most take a byte. */
const MOST_KEPT = 24_000_000

const PARTS = new LRUCache<string, string>({
  maxSize: MOST_KEPT,
  sizeCalculation: (part, name) => part.length + name.length,
})

/**
 * The part of a page that a template makes of these facts, made once for the same facts in the same
 * language on the same day. It sees nothing else but what the library tells of itself: what a visitor
 * has chosen has to be among the facts.
 */
export function partOf(
  { i18n, library }: { i18n: I18n; library: Library },
  template: string,
  facts: Record<string, unknown>
) {
  const name = `${template} ${i18n.locale} ${library.version} ${today().toISODate()} ${JSON.stringify(facts)}`
  const kept = PARTS.get(name)
  if (kept !== undefined) return kept

  const values = Object.entries(facts).map(([key, value]) => [
    key,
    value instanceof ShownBook ? value.model : value,
  ])
  const made = edge
    .createRenderer()
    .share({ i18n, library })
    .renderSync(`fragments/${template}`, Object.fromEntries(values))
  // Without the indents of templates, which would be compressed and sent each time
  const part = made.replace(/\n +/g, '\n')
  // While the site is developed, templates change
  if (!app.inDev) PARTS.set(name, part)
  return part
}
