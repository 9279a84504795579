import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TranslationsLoaderContract } from '@adonisjs/i18n/types'
import { parse as parseMessage } from '@formatjs/icu-messageformat-parser'
import RefusedException from '#exceptions/refused_exception'

/** Reads `de.json` and its like. @throws RefusedException that tells the line of what is wrong */
export class LanguageFiles implements TranslationsLoaderContract {
  constructor(private readonly folder: string) {}

  async load() {
    const names = await readdir(this.folder)
    const languages = names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => [this.#codeOf(name), await this.#read(name)] as const)
    return Object.fromEntries(await Promise.all(languages))
  }

  #codeOf(name: string) {
    const code = name.slice(0, -5)
    try {
      Intl.getCanonicalLocales(code)
      return code
    } catch {
      const path = join(this.folder, name)
      throw new RefusedException(`${path}: "${code}" is no code of a language, such as pt-BR.`)
    }
  }

  async #read(name: string) {
    const path = join(this.folder, name)
    const text = await readFile(path, 'utf8')
    const texts = flatten(parse(path, text)).map(([key, message]) => {
      const at = `${path}, line ${lineOf(text, key)}`
      if (typeof message !== 'string') throw new RefusedException(`${at}: "${key}" is no text.`)
      try {
        parseMessage(message, { ignoreTag: true })
      } catch (error) {
        const reason = Object(error).message
        throw new RefusedException(`${at}: the text "${key}" is no ICU message (${reason}).`)
      }
      return [key, message]
    })
    return Object.fromEntries(texts) as Record<string, string>
  }
}

function parse(path: string, text: string) {
  let texts: unknown
  try {
    texts = JSON.parse(text)
  } catch (error) {
    throw new RefusedException(`${path} is no JSON: ${Object(error).message}.`)
  }
  if (isSection(texts)) return texts
  throw new RefusedException(`${path} is no JSON object of texts.`)
}

/** Sections of sections as keys: "home.question". */
export function flatten(section: object, prefix = ''): [string, unknown][] {
  return Object.entries(section).flatMap(([name, value]) =>
    isSection(value)
      ? flatten(value, `${prefix}${name}.`)
      : [[prefix + name, value] as [string, unknown]]
  )
}

function isSection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The number of the line, from 1, where a key stands after those that it is in. */
function lineOf(text: string, key: string) {
  const end = key.split('.').reduce((from, name) => text.indexOf(JSON.stringify(name), from), 0)
  return text.slice(0, end).split('\n').length
}
