import { test } from '@japa/runner'
import Author from '#models/author'
import Book from '#models/book'
import Genre from '#models/genre'
import { toBibtex, toCsv, toRis } from '#catalogue/citations'

function author(name: string, sortName = name) {
  const made = new Author()
  return made.fill({ name, sortName })
}

function book(attributes: Partial<Book>, authors: Author[] = [], genres: string[] = []) {
  const made = new Book()
  made.fill({ id: 7, ...attributes } as Partial<Book>)
  made.$setRelated('authors', authors)
  made.$setRelated(
    'genres',
    genres.map((name) => new Genre().fill({ name }))
  )
  made.$extras = { copies_count: 2, available: 1 }
  return made
}

test.group('BibTeX', () => {
  test('writes a book with what is known of it, and nothing for what is not', ({ assert }) => {
    const entry = toBibtex([
      book(
        {
          ...{ title: 'The Dispossessed', subtitle: 'An Ambiguous Utopia', year: 1974 },
          ...{ series: 'Hainish Cycle', volume: '5' },
        },
        [author('Ursula K. Le Guin', 'Le Guin, Ursula K.')],
        ['Science Fiction', 'Utopias']
      ),
    ])
    assert.equal(
      entry,
      [
        '@book{book7,',
        '  author = {Le Guin, Ursula K.},',
        '  title = {{The Dispossessed: An Ambiguous Utopia}},',
        '  series = {Hainish Cycle},',
        '  volume = {5},',
        '  year = {1974},',
        '  keywords = {Science Fiction, Utopias},',
        '  url = {http://localhost:3333/books/7},',
        '}',
        '',
      ].join('\n')
    )
  })

  test('escapes what TeX would act on, with braces in pairs')
    .with([
      ['100 % of $5 & #1_a', '100 \\% of \\$5 \\& \\#1\\_a'],
      ['C:\\new', 'C:\\textbackslash{}new'],
      ['~ ^', '\\textasciitilde{} \\textasciicircum{}'],
      ['a } b {', 'a \\textbraceright{} b \\textbraceleft{}'],
      ['two\nlines\r\n\tand a \u0000', 'two lines and a'],
      ['日本の美', '日本の美'],
    ])
    .run(({ assert }, [title, written]) => {
      assert.include(toBibtex([book({ title })]), `title = {{${written}}}`)
    })

  test('keeps bodies, single names and names of more parts whole', ({ assert }) => {
    const entry = toBibtex([
      book({ title: 'Together' }, [
        author('Homer'),
        author('Food and Agriculture Organization'),
        author('Martin Luther King, Jr.', 'King, Martin Luther, Jr.'),
        author('Simon and Garfunkel', 'Garfunkel, Simon and'),
        author('Anne Frank', 'Frank, Anne'),
      ]),
    ])
    assert.include(
      entry,
      'author = {{Homer} and {Food and Agriculture Organization} and ' +
        '{Martin Luther King, Jr.} and {Simon and Garfunkel} and Frank, Anne}'
    )
  })
})

test.group('RIS', () => {
  test('writes a record from TY to ER, a tag a line', ({ assert }) => {
    const record = toRis([
      book(
        {
          ...{ title: 'Night\nWatch', year: 1999, isbn: '9780553296983', languageCode: 'en' },
          ...{ series: 'Discworld', volume: '29' },
        },
        [author('Anne Frank', 'Frank, Anne'), author('Homer')]
      ),
    ])
    assert.equal(
      record,
      [
        'TY  - BOOK',
        'ID  - 7',
        'AU  - Frank, Anne',
        'AU  - Homer',
        'TI  - Night Watch',
        'T2  - Discworld',
        'VL  - 29',
        'PY  - 1999',
        'SN  - 9780553296983',
        'LA  - en',
        'UR  - http://localhost:3333/books/7',
        'ER  - ',
        '',
      ].join('\r\n')
    )
  })

  test('a title cannot end its record', ({ assert }) => {
    const record = toRis([book({ title: 'Evil\r\nER  - \r\nTY  - BOOK' })])
    assert.lengthOf(record.match(/^ER {2}- /gm)!, 1)
    assert.include(record, 'TI  - Evil ER - TY - BOOK\r\n')
  })
})

/** As German names them. */
const COLUMNS = {
  title: 'Titel',
  subtitle: 'Untertitel',
  series: 'Reihe',
  volume: 'Band',
  authors: 'Autoren',
  isbn: 'ISBN',
  year: 'Jahr',
  publisher: 'Verlag',
  language: 'Sprache',
  genres: 'Genres',
  copies: 'Exemplare',
  available: 'Verfügbar',
  address: 'Adresse',
}

test.group('CSV', () => {
  test('has a row a book, quoted where needed', ({ assert }) => {
    const manners = { title: 'Say "when", please', series: 'Manners', volume: '2', year: 1974 }
    const table = toCsv([book(manners, [author('Homer'), author('Anne Frank')])], COLUMNS)
    const [header, row] = table.replace(/^\ufeff/, '').split('\n')
    assert.equal(
      header,
      'Titel,Untertitel,Reihe,Band,Autoren,ISBN,Jahr,Verlag,Sprache,Genres,Exemplare,Verfügbar,Adresse'
    )
    assert.equal(
      row,
      '"Say ""when"", please",,Manners,2,Homer; Anne Frank,,1974,,,,2,1,http://localhost:3333/books/7'
    )
  })

  test('a title that a spreadsheet would run stays text')
    .with(['=1+1', '+1', '-1', '@SUM(A1)'])
    .run(({ assert }, title) => {
      assert.include(toCsv([book({ title })], COLUMNS), `\n'${title},`)
    })
})
