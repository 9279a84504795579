import factory from '@adonisjs/lucid/factories'
import Genre from '#models/genre'

export const GenreFactory = factory
  .define(Genre, ({ faker }) => ({ name: `${faker.book.genre()} ${faker.string.alpha(6)}` }))
  .build()
