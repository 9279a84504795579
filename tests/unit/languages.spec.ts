import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { IntlMessageFormat } from 'intl-messageformat'
import { flatten } from '#languages/language_files'

const FOLDER = 'resources/lang'
const WHOLE = ['en', 'de', 'fr', 'es', 'ar']

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

async function textsOf(language: string) {
  const section = JSON.parse(await readFile(join(FOLDER, `${language}.json`), 'utf8'))
  return new Map(flatten(section) as [string, string][])
}

/** All that is said of a message's parts, those within its forms included. */
function partsOf(elements: Element[]): Element[] {
  return elements.flatMap((element) => [
    element,
    ...('options' in element
      ? Object.values(element.options).flatMap(({ value }) => partsOf(value))
      : []),
  ])
}

function astOf(message: string, language: string) {
  return partsOf(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst())
}

/** The names of what is put in, without what only says how many. */
function parametersOf(message: string, language: string) {
  const names = astOf(message, language).flatMap((part) =>
    part.type !== 0 && 'value' in part ? [String(part.value)] : []
  )
  return [...new Set(names)].sort()
}

function marksOf(message: string) {
  return [...new Set(message.match(/<\/?[a-z]+>/g))].sort()
}

/** The files whose words are in keys, each with what it says. */
async function sources(folder: string, ending: string) {
  const names = await readdir(folder, { recursive: true })
  const wanted = names.filter((name) => name.endsWith(ending))
  return Promise.all(
    wanted.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)
  )
}

test.group('Languages', () => {
  for (const language of WHOLE) {
    test(`${language} has each text of English, with the same values and marks`, async ({
      assert,
    }) => {
      const [english, texts] = [await textsOf('en'), await textsOf(language)]
      assert.deepEqual([...texts.keys()].sort(), [...english.keys()].sort())
      for (const [key, message] of english) {
        const text = texts.get(key)!
        assert.notEqual(text.trim(), '', key)
        assert.deepEqual(parametersOf(text, language), parametersOf(message, 'en'), key)
        assert.deepEqual(marksOf(text), marksOf(message), key)
      }
    })

    test(`${language} has all plural forms that it needs`, async ({ assert }) => {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      for (const [key, message] of await textsOf(language)) {
        for (const part of astOf(message, language)) {
          if (!('pluralType' in part)) continue
          const forms = Object.keys(part.options)
          const named = forms.filter((form) => !form.startsWith('='))
          // What is said of every number alike needs no more forms
          if (named.length === 1) continue
          assert.includeMembers(
            [...forms, ...(forms.includes('=0') ? ['zero'] : [])],
            needed.filter((form) => form !== 'many' || language === 'ar'),
            key
          )
        }
      }
    })
  }

  test('no key is said that there is no text of, and none is kept that nothing says', async ({
    assert,
  }) => {
    const english = await textsOf('en')
    const keys = [...english.keys()]
    const all = [
      ...(await sources('resources/views', '.edge')),
      ...(await sources('app', '.ts')),
      ...(await sources('start', '.ts')),
    ]
    const code = all.map(([, text]) => text).join('\n')
    const said = [...code.matchAll(/\b(?:t|marked)\(\s*'([a-z_]+\.[a-z_0-9]+)'/g)]
    assert.isAbove(said.length, 100)
    for (const [, key] of said) assert.include(keys, key)
    // Those of which the program makes the keys: `statuses.${copy.status}`, inWords(…, 'themes')
    const made = /`([a-z_]+)\.\$\{|inWords\([^)]*'([a-z_]+)'\)/g
    const sections = [...code.matchAll(made)].map(([, named, listed]) => named ?? listed)
    const isSaid = (key: string) =>
      code.includes(`'${key}'`) || sections.includes(key.split('.')[0])
    assert.deepEqual(
      keys.filter((key) => !isSaid(key)),
      []
    )
  })

  test('no template holds words of its own', async ({ assert }) => {
    for (const [name, template] of await sources('resources/views', '.edge')) {
      const markup = template
        .replace(/\{\{[\s\S]*?\}\}\}?/g, '')
        .replace(/^\s*@.*$/gm, '')
        .replace(/<(script|style|svg)[\s\S]*?<\/\1>/g, '')
      const attributes = [
        ...markup.matchAll(/(?:aria-label|alt|title|placeholder|content)="([^"]*)"/g),
      ]
      const words = [
        markup.replace(/<[^>]*>/g, ' '),
        ...attributes.map(([, value]) => value),
      ].flatMap((text) => text.match(/\p{L}{2,}(?: \p{L}+)+/gu) ?? [])
      assert.deepEqual(
        words.filter((text) => !text.startsWith('width=')),
        [],
        name
      )
    }
  })
})
