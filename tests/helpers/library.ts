import db from '@adonisjs/lucid/services/db'
import type { ModelAttributes } from '@adonisjs/lucid/types/model'
import { BookFactory } from '#database/factories/book_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import type Author from '#models/author'
import type Book from '#models/book'
import Library from '#models/library'
import { removeSessions } from '#tests/helpers/session_rows'

/** Removes every record and session, as a test's setup, so that each test begins with bare shelves. */
export async function emptyLibrary() {
  for (const table of [
    // whose copies and members cannot go before them
    'loans',
    'members',
    'sign_in_tries',
    'one_time_links',
    'book_instances',
    // with which go its links, each without being indexed once more
    'books',
    'authors',
    'genres',
    'languages',
  ]) {
    await db.from(table).delete()
  }
  await tellNothing()
  await removeSessions()
}

/** Has the library tell all that it can, some of it at length. */
export function tellEverything() {
  return Library.tell({
    name: `Public Library of Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, <br>`,
    line: 'Books, newspapers & a warm room 📚 for everyone, old and young',
    address: 'Market Square 1\nLlanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch',
    phone: '+44 1248 000000',
    email: 'somebody.with.a.long.name@library.llanfairpwllgwyngyll.example',
    hours: {
      tuesday: [
        ['10:00', '12:30'],
        ['13:30', '16:00'],
        ['17:00', '20:00'],
      ],
      saturday: [['09:00', '24:00']],
    },
    closedDays: ['12-25', '2026-12-27/2027-01-02'],
  })
}

/** Makes a library that tells nothing of itself, and has no example books. */
export async function tellNothing() {
  await db.from('library').delete()
  await db.table('library').insert({ id: 1, is_demonstration: true })
  // Which also has the site read it anew
  await Library.setDemonstration(db.connection(), false)
}

/** Puts a book on the list, with its authors in order and as many available copies as told. */
export async function listBook(
  title: string,
  {
    by = [],
    copies = 0,
    ...attributes
  }: { by?: Author[]; copies?: number } & Partial<ModelAttributes<Book>> = {}
) {
  const book = await BookFactory.merge({ title, ...attributes }).create()
  await book.setAuthors(by)
  await BookInstanceFactory.merge({ bookId: book.id }).apply('available').createMany(copies)
  return book
}

/**
 * All that the library holds, as one value that two libraries share when they
 * hold the same: ids of rows are left out, for they differ, and so is when a
 * row was last changed.
 */
export async function contentOfLibrary() {
  const books = await db.from('books').orderBy('id')
  const authors = await db.from('authors').orderBy('name_key')
  const genres = await db.from('genres').orderBy('name_key')
  const named = (rows: { id: number; name: string }[]) =>
    new Map(rows.map((row) => [row.id, row.name]))
  const [authorNames, genreNames] = [named(authors), named(genres)]
  const bookAuthors = await db.from('book_authors').orderBy('position')
  const bookGenres = await db.from('book_genres')
  const copies = await db.from('book_instances').orderBy('id')
  const bare = ({ id, match_key: key, updated_at: updated, ...facts }: Record<string, unknown>) =>
    facts
  return {
    languages: await db.from('languages').orderBy('code'),
    genres: genres.map(bare),
    authors: authors.map(bare),
    books: books.map((book) => ({
      ...bare(book),
      authors: bookAuthors
        .filter((link) => link.book_id === book.id)
        .map((link) => authorNames.get(link.author_id)),
      genres: bookGenres
        .filter((link) => link.book_id === book.id)
        .map((link) => genreNames.get(link.genre_id))
        .sort(),
      copies: copies
        .filter((copy) => copy.book_id === book.id)
        .map(({ book_id: bookId, updated_at: updated, ...copy }) => copy),
    })),
  }
}
