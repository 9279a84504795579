import factory from '@adonisjs/lucid/factories'
import Book from '#models/book'
import { AuthorFactory } from '#database/factories/author_factory'
import { BookInstanceFactory } from '#database/factories/book_instance_factory'
import { GenreFactory } from '#database/factories/genre_factory'

export const BookFactory = factory
  .define(Book, ({ faker }) => ({
    title: `${faker.book.title()} ${faker.string.alpha(6)}`,
    summary: faker.lorem.sentence(),
    year: faker.number.int({ min: 1900, max: 2025 }),
    publisher: faker.book.publisher(),
  }))
  .relation('authors', () => AuthorFactory)
  .relation('genres', () => GenreFactory)
  .relation('copies', () => BookInstanceFactory)
  .build()
