import factory from '@adonisjs/lucid/factories'
import Author from '#models/author'

export const AuthorFactory = factory
  .define(Author, ({ faker }) => ({ name: `${faker.person.fullName()} ${faker.string.alpha(6)}` }))
  .build()
