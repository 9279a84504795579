import { test } from '@japa/runner'
import { drawCover } from '#covers/cover'
import { fitText, isRightToLeft, widthOf } from '#covers/lettering'
import { drawSpines } from '#covers/spines'

const hobbit = { title: 'The Hobbit', byline: 'J. R. R. Tolkien', genre: 'Fantasy', language: 'en' }
const box = { width: 98, height: 66, sizes: [22, 17, 13, 9], leading: 1.12 }
const groundOf = (cover: string) => cover.match(/<rect y="0"[^>]* fill="(#\w+)"/)?.[1]

test.group('Covers', () => {
  test('the same book always has the same cover, another book another one', ({ assert }) => {
    assert.equal(drawCover(hobbit), drawCover({ ...hobbit }))
    assert.notEqual(drawCover(hobbit), drawCover({ ...hobbit, title: 'The Silmarillion' }))
  })

  test('an edition has one layout, whatever its byline says in other languages', ({ assert }) => {
    const drawing = { ...hobbit, edition: 'A and B' }
    const [english, german] = ['A and B', 'A und B'].map((byline) =>
      drawCover({ ...drawing, byline }).replace(byline, '')
    )
    assert.equal(german, english)
  })

  test('a cover bears title and author, and the colours of its genre', ({ assert }) => {
    const titles = Array.from({ length: 60 }, (_, index) => `Volume ${index}`)
    const groundsOf = (genre: string) =>
      new Set(titles.map((title) => groundOf(drawCover({ ...hobbit, title, genre }))))
    assert.equal(groundsOf('Fantasy').size, 3)
    assert.notDeepEqual([...groundsOf('Fantasy')].sort(), [...groundsOf('Poetry')].sort())

    const words = drawCover(hobbit)
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
    assert.include(words, 'The Hobbit')
    assert.include(words, 'J. R. R. Tolkien')
  })

  test('what looks like markup in a title is only words', ({ assert }) => {
    const cover = drawCover({ ...hobbit, title: '<script>"&', byline: '<b>', language: '"><x' })
    assert.notMatch(cover, /<(?:script|b|x)\b/)
    assert.include(cover, '&#60;')
  })

  test('a book without author, genre and language has a cover too', ({ assert }) => {
    const cover = drawCover({ title: 'X', byline: '', genre: '', language: null })
    assert.match(cover, /^<svg viewBox="0 0 120 180">.*X.*<\/svg>$/)
    assert.notMatch(cover, /undefined|NaN|null/)
  })

  test('{kind} of 900,000 letters is cut before it is measured')
    .with([
      { kind: 'one word', title: 'x'.repeat(900_000) },
      { kind: 'a title', title: 'Of many words '.repeat(65_000) },
      { kind: 'a Chinese title', title: '三体'.repeat(450_000) },
    ])
    .run(({ assert }, { title }) => {
      const start = performance.now()
      const cover = drawCover({ ...hobbit, title, byline: title })
      assert.isBelow(performance.now() - start, 1_000)
      assert.isBelow(cover.length, 10_000)
      assert.include(cover, '…')
      assert.isAtMost(fitText(title, box).lines.length, 6)
    })

  test('titles of scripts that run from right to left start at the right', ({ assert }) => {
    for (const title of ['ثلاثية غرناطة', 'איה פלוטו', '«بوف کور»']) {
      assert.isTrue(isRightToLeft(title), title)
      assert.include(drawCover({ ...hobbit, title }), 'direction="rtl"')
    }
    assert.isFalse(isRightToLeft('雪国'))
    assert.notInclude(drawCover(hobbit), 'direction')
  })
})

test.group('Covers | lines', () => {
  test('{title} is broken into {lines}')
    .with([
      { title: 'Emma', lines: ['Emma'] },
      { title: 'The Old Man and the Sea', lines: ['The Old', 'Man and', 'the Sea'] },
      { title: 'Winnie-the-Pooh and others', lines: ['Winnie-', 'the-Pooh', 'and others'] },
      { title: '「雪国」。そして、ひとり', lines: ['「雪国」。', 'そして、', 'ひとり'] },
      { title: '채식주의자', lines: ['채식주의자'] },
    ])
    .run(({ assert }, { title, lines }) => {
      const lettering = fitText(title, box)
      assert.deepEqual(
        lettering.lines.map((line) => line.trim()),
        lines
      )
    })

  test('no line is wider than its box, whatever the title: {$self}')
    .with([
      'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
      'One '.repeat(100),
      'คำพิพากษาของชาวบ้านที่ไม่มีวันจบสิ้น',
      '吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。',
      '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦',
    ])
    .run(({ assert }, title) => {
      const { size, lines } = fitText(title, box)
      for (const line of lines) assert.isAtMost((widthOf(line) * size) / 100, box.width)
      assert.isAtMost(lines.length * size * box.leading, box.height)
    })
})

test.group('Spines', () => {
  test('a shelf is the fuller the more books a genre has, and empty without any', ({ assert }) => {
    const spines = (books: number) => drawSpines('Poetry', books).match(/M/g)?.length ?? 0
    assert.equal(spines(0), 0)
    assert.isBelow(spines(1), spines(5))
    assert.isBelow(spines(5), spines(50))
    assert.equal(drawSpines('Poetry', 5), drawSpines('Poetry', 5))
  })
})
