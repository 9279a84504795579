import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import DemoCatalogueSeeder from '#database/seeders/demo_catalogue_seeder'
import Book from '#models/book'
import { refresh } from '#search/book_index'
import { NO_FILTERS } from '#search/filters'
import { searchBooks } from '#search/search'
import { emptyLibrary } from '#tests/helpers/library'
import { Visitor } from '#tests/helpers/visitor'

const FIRST = 3

const searchFor = (text: string, limit = 1_000) =>
  searchBooks({
    text,
    filters: NO_FILTERS,
    order: 'relevance',
    facets: true,
    offset: 0,
    limit,
  })

const first = async (text: string) => {
  const { ids } = await searchFor(text, FIRST)
  const books = await Book.inOrder(ids)
  return books.map((book) => book.title)
}

test.group('Search | what readers of the demo catalogue type', (group) => {
  group.setup(async () => {
    await emptyLibrary()
    await new DemoCatalogueSeeder(db.connection()).run()
    await refresh(db.connection())
    return emptyLibrary
  })

  test('"{0}" finds "{1}" first, second or third')
    .with([
      // titles
      ['the hobbit', 'The Hobbit'],
      ['hobbit', 'The Hobbit'],
      ['HOBBIT, THE', 'The Hobbit'],
      ['there and back again', 'The Hobbit'],
      ['lord of the rings', 'The Lord of the Rings'],
      ['the old man and the sea', 'The Old Man and the Sea'],
      ['momo', 'Momo'],
      ['dune', 'Dune'],
      ['little prince', 'The Little Prince'],
      ['solitude hundred', 'One Hundred Years of Solitude'],
      ['brief history time', 'A Brief History of Time'],
      ['history humankind', 'Sapiens'],
      ['art of french cooking', 'Mastering the Art of French Cooking'],
      ['spqr', 'SPQR'],
      ['2666', '2666'],
      ['fahrenheit 451', 'Fahrenheit 451'],
      ['salt fat acid heat', 'Salt, Fat, Acid, Heat'],
      // authors, in any order, by initials or family name
      ['tolkien', 'The Lord of the Rings'],
      ['jrr tolkien', 'The Hobbit'],
      ['J.R.R. Tolkien', 'The Hobbit'],
      ['rowling jk', "Harry Potter and the Philosopher's Stone"],
      ['orwell', 'Animal Farm'],
      ['zola', 'Germinal'],
      ['Zola emile', 'Germinal'],
      ['garcia marquez', 'One Hundred Years of Solitude'],
      ['gabriel garcía márquez crónica', 'Crónica de una muerte anunciada'],
      ['murakami norwegian', 'Norwegian Wood'],
      ['le guin darkness', 'The Left Hand of Darkness'],
      ['bronte', 'Jane Eyre'],
      ['emily bronte', 'Wuthering Heights'],
      ['pratchett gaiman', 'Good Omens'],
      ['gang of four gamma helm', 'Design Patterns'],
      ['unesco', 'Reimagining Our Futures Together'],
      ['homer iliad', 'The Iliad'],
      // beginnings of words
      ['frankenst', 'Frankenstein'],
      ['harr pott azk', 'Harry Potter and the Prisoner of Azkaban'],
      ['hitchh gal', "The Hitchhiker's Guide to the Galaxy"],
      // phrases
      ['"good man is hard"', 'A Good Man Is Hard to Find and Other Stories'],
      ['“brave new”', 'Brave New World'],
      ['"a cookbook" jerusalem', 'Jerusalem'],
      // accents, case, apostrophes and hyphens
      ['letranger', "L'Étranger"],
      ['etranger camus', "L'Étranger"],
      ['ender game', "Ender's Game"],
      ['enders game', "Ender's Game"],
      ['charlottes web', "Charlotte's Web"],
      ['o connor', 'A Good Man Is Hard to Find and Other Stories'],
      ['oconnor', 'A Good Man Is Hard to Find and Other Stories'],
      ['winnie the pooh', 'Winnie-the-Pooh'],
      ['winniethepooh', 'Winnie-the-Pooh'],
      ['slaughterhouse five', 'Slaughterhouse-Five'],
      ['saint exupery prince', 'Le Petit Prince'],
      ['godel escher bach', 'Gödel, Escher, Bach'],
      ['GÖDEL', 'Gödel, Escher, Bach'],
      ['ince memed', 'İnce Memed 1'],
      ['krew elfow', 'Krew elfów'],
      ['stanislaw lem', 'Solaris'],
      ['asterix', 'Astérix le Gaulois'],
      ['why we cant wait', "Why We Can't Wait"],
      // other scripts, by word or by part
      ['三体', '三体'],
      ['雪', '雪国'],
      ['楼梦', '红楼梦'],
      ['刘慈欣', '三体'],
      ['こころ', 'こころ'],
      ['ビニ人', 'コンビニ人間'],
      ['村田', 'コンビニ人間'],
      ['채식', '채식주의자'],
      ['김지영', '82년생 김지영'],
      ['แผ่นดิน', 'สี่แผ่นดิน'],
      ['ساق البامبو', 'ساق البامبو'],
      ['اولاد حارتنا', 'أولاد حارتنا'],
      ['نَجيب', 'أولاد حارتنا'],
      ['بوف كور', 'بوف کور'],
      ['פלוטו', 'איה פלוטו'],
      ['ΖΟΡΜΠΑ', 'Βίος και πολιτεία του Αλέξη Ζορμπά'],
      ['καζαντζακης', 'Βίος και πολιτεία του Αλέξη Ζορμπά'],
      ['мастер маргарита', 'Мастер и Маргарита'],
      ['булгаков', 'Мастер и Маргарита'],
      ['मधुशाला', 'मधुशाला'],
      ['পাঁচালী', 'পথের পাঁচালী'],
      // ISBN in any form
      ['9780439023481', 'The Hunger Games'],
      ['978-0-439-02348-1', 'The Hunger Games'],
      ['ISBN 0-439-02348-3', 'The Hunger Games'],
      ['0439023483', 'The Hunger Games'],
      // typing errors
      ['hobit', 'The Hobbit'],
      ['tolkein', 'The Hobbit'],
      ['dostoevski', 'Crime and Punishment'],
      ['dostoyevsky crime', 'Crime and Punishment'],
      ['harry poter', "Harry Potter and the Philosopher's Stone"],
      ['hary poter', "Harry Potter and the Philosopher's Stone"],
      ['pride and predjudice', 'Pride and Prejudice'],
      ['ane karenina', 'Anna Karenina'],
      ['agatha cristie', 'Murder on the Orient Express'],
      ['to kill a mokingbird', 'To Kill a Mockingbird'],
      ['frankestein', 'Frankenstein'],
      ['catcher in the rey', 'The Catcher in the Rye'],
      ['wuthering hights', 'Wuthering Heights'],
      ['hungergames', 'The Hunger Games'],
      ['great gatsbi', 'The Great Gatsby'],
      ['мастр и маргарита', 'Мастер и Маргарита'],
      // more than the catalogue knows
      ['the hobbit by tolkien', 'The Hobbit'],
      ['dracula stoker 1897 edition', 'Dracula'],
    ] as [string, string][])
    .run(async ({ assert }, [text, title]) => {
      assert.include(await first(text), title)
    })

  test('"{words}" finds the books of the genre {genre}')
    .with([
      { words: 'poems', genre: 'Poetry' },
      { words: 'poem', genre: 'Poetry' },
      { words: 'cookbook', genre: 'Cooking' },
      { words: 'cookery', genre: 'Cooking' },
      { words: 'novels', genre: 'Novel' },
      { words: 'fiction', genre: 'Novel' },
      { words: 'short story', genre: 'Short stories' },
      { words: 'biographies', genre: 'Biography' },
      { words: 'historical', genre: 'History' },
      { words: 'philosophical', genre: 'Philosophy' },
      { words: 'computers', genre: 'Computing' },
    ])
    .run(async ({ assert }, { words, genre }) => {
      const books = await db
        .from('book_genres')
        .join('genres', 'genres.id', 'genre_id')
        .where('name', genre)
        .select('book_id')
      const found = await searchFor(words)
      assert.isNotEmpty(books)
      assert.includeMembers(
        found.ids,
        books.map((row) => row.book_id)
      )
    })

  test('a word with the letters of a genre alone does not find its books: {words}')
    .with([
      { words: 'police', genre: 'Politics' },
      { words: 'company', genre: 'Computing' },
      { words: 'november', genre: 'Novel' },
      { words: '"cookbook"', genre: 'Cooking' },
    ])
    .run(async ({ assert }, { words, genre }) => {
      const { facets } = await searchFor(words)
      const { id } = await db.from('genres').where('name', genre).firstOrFail()
      assert.isAtMost(facets.get(`g_${id}`) ?? 0, 1)
    })

  test('titles with the word itself come before other books of the genre', async ({ assert }) => {
    const [best] = await first('poems')
    assert.equal(best, 'The Complete Poems of Emily Dickinson')
  })

  test('of words of which no book has all, those that all kinds of books have do not count', async ({
    assert,
  }) => {
    for (const [text, most] of [
      ['gone with the wind', 5],
      ['the man with the golden arm', 5],
      ['without the zola', 1],
    ] as [string, number][]) {
      const { anyWord, total } = await searchFor(text)
      assert.isTrue(anyWord, text)
      assert.isAtLeast(total, 1)
      assert.isAtMost(total, most)
    }
    const { total } = await searchFor('with that')
    assert.isAbove(total, 1)
  })

  test('suggestions forgive typing errors as the search does: "{0}" suggests "{1}"')
    .with([
      ['tolkein', 'J. R. R. Tolkien'],
      ['hobit', 'The Hobbit'],
      ['hary pot', "Harry Potter and the Philosopher's Stone"],
      ['lord of the rigns', 'The Lord of the Rings'],
      ['shakespere', 'William Shakespeare'],
      ['wuthring hei', 'Wuthering Heights'],
    ] as [string, string][])
    .run(async ({ assert }, [typed, text]) => {
      const page = await new Visitor().visit(`/books/suggestions?q=${encodeURIComponent(typed)}`)
      const [suggestion] = JSON.parse(page.body)
      assert.equal(suggestion.text, text)
    })

  test('nothing is suggested for letters that mean nothing', async ({ assert }) => {
    const page = await new Visitor().visit('/books/suggestions?q=xyzzyq')
    assert.deepEqual(JSON.parse(page.body), [])
  })

  test('a title comes before the books that merely have its word', async ({ assert }) => {
    for (const [text, title] of [
      ['kitchen', 'Kitchen'],
      ['caim', 'Caim'],
      ['the republic', 'The Republic'],
      ['faust', 'Faust'],
      ['inferno', 'Inferno'],
      ['la place', 'La Place'],
    ]) {
      const [best] = await first(text)
      assert.equal(best, title)
    }
  })

  test('says when other words were searched for, and gives a way on when nothing helps', async ({
    assert,
  }) => {
    const visitor = new Visitor()
    const corrected = await visitor.visit('/books?q=tolkein')
    assert.include(
      corrected.text('.note'),
      'No results for “tolkein”. Showing results for tolkien. Search for the words as typed'
    )
    assert.equal(corrected.$('.note a').attr('href'), '/books?q=tolkien')

    const filtered = await visitor.visit('/books?q=tolkein&available=1&layout=grid')
    const links = filtered.$('.note a').map((_, link) => filtered.$(link).attr('href'))
    assert.equal(links[0], '/books?q=tolkien&available=1&layout=grid')
    const asTyped = await visitor.visit(links[1])
    assert.equal(asTyped.$('#q').attr('value'), '"tolkein"')
    assert.include(asTyped.text('main'), 'No books match.')
    assert.lengthOf(asTyped.$('.note'), 0)
    assert.include(asTyped.text('.chosen'), 'Available now')
    assert.lengthOf(asTyped.$('input[name=layout][value=grid]'), 1)

    const some = await visitor.visit('/books?q=hobbit+xyzzyxyzzy')
    assert.include(
      some.text('.note'),
      'No book has all of these words. Showing books with some of them.'
    )
    assert.include(some.text('.book-list'), 'The Hobbit')

    const none = await visitor.visit('/books?q=xyzzyxyzzy')
    assert.include(none.text('.empty'), 'No books match.')
    assert.equal(none.$('.empty a[href="/books"]').length, 1)

    const narrowed = await visitor.visit('/books?q=hobbit&language=fr')
    assert.include(narrowed.text('.empty'), '1 book without the filters')
    assert.equal(narrowed.$('.empty a').first().attr('href'), '/books?q=hobbit')
  })

  test('the choices count the books that are left, and lead to just these', async ({ assert }) => {
    const visitor = new Visitor()
    const page = await visitor.visit('/books?q=history')
    const choices = page
      .$('.facets li a')
      .map((_, link) => ({
        label: page.$(link).children().first().text(),
        count: Number(page.$(link).children().last().text()),
        address: page.$(link).attr('href')!,
      }))
      .get()
    assert.isAbove(choices.length, 8)
    for (const { label, count, address } of choices) {
      const narrowed = await visitor.visit(address)
      assert.match(narrowed.text('.tally'), new RegExp(`^${count} books?\\b`), label)
      assert.include(narrowed.text('.chosen'), label)
    }
  })
})
