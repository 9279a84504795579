import db from '@adonisjs/lucid/services/db'
import BookInstance from '#models/book_instance'
import Book from '#models/book'
import DemoCatalogueSeeder from '#database/seeders/demo_catalogue_seeder'
import { emptyLibrary } from '#tests/helpers/library'

/** Loads the demo catalogue anew; tells the addresses of one page of each kind. */
export async function openDemoLibrary() {
  await emptyLibrary()
  await new DemoCatalogueSeeder(db.connection()).run()
  const book = await Book.query().where('title', 'The Hobbit').preload('authors').firstOrFail()
  const genre = await db.from('genres').where('name', 'Classics').firstOrFail()
  const copy = await BookInstance.query().where('bookId', book.id).firstOrFail()
  return {
    'home': '/',
    'books': '/books',
    'books without a match': '/books?q=zzzz',
    'book': `/books/${book.id}`,
    'authors': '/authors',
    'author': `/authors/${book.authors[0].id}`,
    'genres': '/genres',
    'genre': `/genres/${genre.id}`,
    'copies': '/copies',
    'copies on loan': '/copies?status=on_loan',
    'copy': `/copies/${copy.id}`,
    'about': '/about',
    'visit': '/visit',
    'preferences': '/preferences',
    'reading list': '/reading-list',
    'not found': '/nowhere',
  }
}
